import { ValidationError } from '../../errors.ts';
import { isTrue, required, textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { ACCEPT, choiceAfter, requireGood, type Warned } from './warning.ts';

interface PasswordRegistration {
  readonly password: string;
  readonly accepts: boolean;
}

/** Creating an account with a password. */
export const passwordRegistration: RegistrationMethod<PasswordRegistration, Warned | undefined> = {
  id: 'password',
  group: 'password',
  triggers: [],
  enabled: (config) => config.selfservice.methods.password.enabled,

  render: ({ draft }) => ({
    nodes: [
      input('password', 'password', 'password', { required: true, autocomplete: 'new-password', label: m.labelPassword() }),
      ...choiceAfter(draft),
      submit('password', 'method', 'password', m.registrationSubmit()),
    ],
    draft,
  }),

  parse(body) {
    const password = textField(body, 'password');
    if (!password) throw required('password');
    return { password, accepts: isTrue(body[ACCEPT]) };
  },

  afterRefusal: () => undefined,

  async submit({ submission: { password, accepts }, traits, schema, config, hasher, breaches, sealer, flowId, draft }) {
    const identifiers = schema.identifiers(traits).login.password ?? [];
    if (identifiers.length === 0) throw new ValidationError({ message: m.identifierMissing() });
    await requireGood(password, { config, breaches, identifiers, sealer, flowId, draft, accepts });
    return {
      credentials: [{ type: 'password', slot: '', config: { hashed_password: await hasher.hash(password) } }],
      authentication: { method: 'password', aal: 'aal1' },
    };
  },
};

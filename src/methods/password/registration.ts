import { ValidationError } from '../../errors.ts';
import { required, textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { checkPassword } from './policy.ts';

/** Creating an account with a password. */
export const passwordRegistration: RegistrationMethod<{ readonly password: string }> = {
  id: 'password',
  group: 'password',
  triggers: [],
  enabled: (config) => config.selfservice.methods.password.enabled,

  render: () => ({
    nodes: [input('password', 'password', 'password', { required: true, autocomplete: 'new-password', label: m.labelPassword() }), submit('password', 'method', 'password', m.registrationSubmit())],
  }),

  parse(body) {
    const password = textField(body, 'password');
    if (!password) throw required('password');
    return { password };
  },

  async submit({ submission: { password }, traits, schema, config, hasher, breaches }) {
    const identifiers = schema.identifiers(traits).login.password ?? [];
    if (identifiers.length === 0) throw new ValidationError({ message: m.identifierMissing() });
    const issues = await checkPassword(password, { config, breaches, identifiers });
    if (issues.length > 0) throw new ValidationError(...issues);
    return {
      credentials: [{ type: 'password', slot: '', config: { hashed_password: await hasher.hash(password) } }],
      authentication: { method: 'password', aal: 'aal1' },
    };
  },
};

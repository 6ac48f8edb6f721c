import { ValidationError } from '../../errors.ts';
import { required, textField } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import type { Change } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { passwordOf } from './credential.ts';

interface PasswordLogin {
  readonly identifier: string;
  readonly password: string;
}

/** Signing in with identifier and password. */
export const passwordLogin: LoginMethod<PasswordLogin> = {
  id: 'password',
  group: 'password',
  triggers: [],
  guesses: 'name',
  enabled: (config, aal) => config.selfservice.methods.password.enabled && aal === 'aal1',

  render({ account }) {
    const known = account && passwordOf(account);
    if (account && !known) return { nodes: [] };
    const [identifier] = known?.identifiers ?? [];
    return {
      identifier: identifier === undefined ? {} : { value: identifier },
      nodes: [
        input('password', 'password', 'password', { required: true, autocomplete: 'current-password', label: m.labelPassword() }),
        submit('password', 'method', 'password', account ? m.loginSubmit() : m.loginPasswordSubmit()),
      ],
    };
  },

  parse(body) {
    const submission = { identifier: textField(body, 'identifier') ?? '', password: textField(body, 'password') ?? '' };
    const missing = (['identifier', 'password'] as const).filter((name) => submission[name] === '');
    if (missing.length > 0) throw required(...missing);
    return submission;
  },

  async submit({ submission: { identifier, password }, findByIdentifier, hasher }) {
    const account = await findByIdentifier(identifier);
    const stored = account && passwordOf(account);
    if (!stored) await hasher.burn(password);
    if (!stored || !(await hasher.verify(password, stored.config.hashed_password))) throw new ValidationError({ message: m.invalidCredentials() });
    const changes: Change[] = hasher.needsRehash(stored.config.hashed_password, password) ? [rehashed(stored.identifiers, await hasher.hash(password))] : [];
    return { kind: 'proven', account, authentication: { method: 'password', aal: 'aal1' }, changes };
  },
};

/** The same password at today's cost: the only time that its text is at hand. */
const rehashed = (identifiers: readonly string[], hashedPassword: string): Change => ({
  type: 'setCredential',
  credential: { type: 'password', slot: '', identifiers, config: { hashed_password: hashedPassword } },
});

import { ValidationError } from '../../errors.ts';
import { required, textField } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import type { Change } from '../../identity/identity.ts';
import { checkableOf, migratingOf, passwordOf, refreshed, withPassword } from '../../identity/password-shape.ts';
import { m } from '../../messages/catalogue.ts';
import { normaliseIdentifier } from '../../schema/normalise.ts';
import { input, submit } from '../../ui/nodes.ts';

interface PasswordLogin {
  readonly identifier: string;
  readonly password: string;
}

const PROOF = { method: 'password', aal: 'aal1' } as const;

/** Signing in with identifier and password. */
export const passwordLogin: LoginMethod<PasswordLogin> = {
  id: 'password',
  group: 'password',
  triggers: [],
  guesses: 'name',
  enabled: (config, aal) => config.selfservice.methods.password.enabled && aal === 'aal1',

  render({ account, config }) {
    const known = account && checkableOf(account, config);
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

  async submit({ submission: { identifier, password }, findByIdentifier, hasher, formerSystem, config }) {
    const account = await findByIdentifier(identifier);
    const found = account && passwordOf(account);
    // A name of another method, such as the address that codes are sent to, does not stand beside a password.
    const stored = found?.identifiers.includes(normaliseIdentifier(identifier)) ? found : undefined;
    if (!stored) await hasher.burn(password);
    if (account && migratingOf(account)?.identifiers.includes(normaliseIdentifier(identifier)) && (await formerSystem.takes(identifier, password))) {
      const credential = withPassword(account, await hasher.hash(password), config.selfservice.methods.password.config.history_size);
      return { kind: 'proven', account, authentication: PROOF, changes: [{ type: 'setCredential', credential }] };
    }
    if (account === undefined || !stored || !(await hasher.verify(password, stored.config.hashed_password))) throw new ValidationError({ message: m.invalidCredentials() });
    // The only time that its text is at hand.
    const { hashed_password: hash } = stored.config;
    const credential = refreshed(account, hasher.needsRehash(hash, password) ? await hasher.hash(password) : hash, config.selfservice.methods.password.config.history_size);
    const changes: Change[] = credential === undefined ? [] : [{ type: 'setCredential', credential }];
    return { kind: 'proven', account, authentication: PROOF, changes };
  },
};

import type { Config } from '../../config/config.ts';
import { ValidationError } from '../../errors.ts';
import { isTrue, required, textField } from '../../flow/fields.ts';
import type { SettingsMethod, Submission, Turn } from '../../flow/settings/method.ts';
import type { Account } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { passwordOf } from './credential.ts';
import { checkPassword } from './policy.ts';

interface PasswordSubmission extends Submission {
  /** The new one; undefined: the present one goes. */
  readonly password: string | undefined;
  readonly currentPassword: string | undefined;
}

/** Setting, changing and removing the password (SPEC §3.2). */
export const password: SettingsMethod<PasswordSubmission> = {
  id: 'password',
  group: 'password',
  operations: ['password.set', 'password.change', 'password.remove'],
  triggers: ['password_remove'],
  byName: true,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.password.enabled,
  countUsable: (account, config) => ({ first: password.enabled(config) && (passwordOf(account)?.identifiers.length ?? 0) > 0 ? 1 : 0, second: 0 }),

  render: ({ account, config, usable, recovered }) => ({
    nodes: [
      ...(needsCurrent(account, config, recovered) ? [input('password', 'current_password', 'password', { required: true, autocomplete: 'current-password', label: m.labelCurrentPassword() })] : []),
      input('password', 'password', 'password', { required: true, autocomplete: 'new-password', label: m.labelPassword() }),
      submit('password', 'method', 'password', m.labelSave()),
      // Kratos keeps a password for good.
      ...(config.preset !== 'kratos' && passwordOf(account) && usable.first - password.countUsable(account, config).first > 0
        ? [submit('password', 'password_remove', 'true', m.settingsPasswordRemove())]
        : []),
    ],
  }),

  parse(body, { account, config, recovered }) {
    const current = textField(body, 'current_password');
    const chosen = textField(body, 'password');
    const known = passwordOf(account) !== undefined;
    const removes = isTrue(body['password_remove']);
    if (removes && (!known || config.preset === 'kratos')) throw new ValidationError({ message: m.settingsNoStrategy() });
    if (!chosen && !removes) throw required('password');
    if (!current && needsCurrent(account, config, recovered)) throw required('current_password');
    if (removes) return { operation: 'password.remove', password: undefined, currentPassword: current || undefined };
    return { operation: known ? 'password.change' : 'password.set', password: chosen, currentPassword: current || undefined };
  },

  guesses: ({ currentPassword }) => currentPassword !== undefined,
  async reauthenticates({ submission: { currentPassword }, account, hasher }) {
    const stored = passwordOf(account);
    if (currentPassword === undefined || stored === undefined) return false;
    if (await hasher.verify(currentPassword, stored.config.hashed_password)) return true;
    throw new ValidationError({ field: 'current_password', message: m.currentPasswordWrong() });
  },

  async submit(turn) {
    const { submission, hasher, breaches, config, schema, account } = turn;
    if (submission.password === undefined) return { kind: 'save', changes: [{ type: 'removeCredential', credentialType: 'password', slot: '' }] };
    const { login } = schema.identifiers(account.identity.traits);
    const issues = await checkPassword(submission.password, { config, breaches, identifiers: login.password ?? [] });
    if (issues.length === 0 && (await isCurrent(turn, submission.password))) issues.push({ field: 'password', message: m.passwordSameAsOld() });
    if (issues.length > 0) throw new ValidationError(...issues);
    return { kind: 'save', changes: [{ type: 'setCredential', credential: { type: 'password', slot: '', config: { hashed_password: await hasher.hash(submission.password) } } }] };
  },
};

/** Whoever has forgotten it is asked for nothing that only the forgotten could answer. */
const needsCurrent = (account: Account, config: Config, recovered: boolean): boolean =>
  config.selfservice.methods.password.config.require_current_password && !recovered && passwordOf(account) !== undefined;

async function isCurrent({ account, hasher, config }: Turn<PasswordSubmission>, chosen: string): Promise<boolean> {
  const stored = passwordOf(account);
  return stored !== undefined && config.selfservice.methods.password.config.reject_same_password && (await hasher.verify(chosen, stored.config.hashed_password));
}

import type { Config } from '../../config/config.ts';
import { ValidationError } from '../../errors.ts';
import { isTrue, required, textField } from '../../flow/fields.ts';
import type { SettingsMethod, Submission, Turn } from '../../flow/settings/method.ts';
import type { Account } from '../../identity/identity.ts';
import { checkableOf, formerHashes, passwordOf, withoutPassword, withPassword } from '../../identity/password-shape.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { input, submit } from '../../ui/nodes.ts';
import { ACCEPT, choiceAfter, requireGood, type Warned } from './warning.ts';

interface PasswordSubmission extends Submission {
  /** The new one; undefined: the present one goes. */
  readonly password: string | undefined;
  readonly currentPassword: string | undefined;
  /** They were warned of it, and want it. */
  readonly accepts: boolean;
}

/** Setting, changing and removing the password (SPEC §3.2). */
export const password: SettingsMethod<PasswordSubmission, Warned | undefined> = {
  id: 'password',
  group: 'password',
  operations: ['password.set', 'password.change', 'password.remove'],
  triggers: ['password_remove'],
  byName: true,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.password.enabled,
  countUsable: (account, config) => ({ first: password.enabled(config) && (checkableOf(account, config)?.identifiers.length ?? 0) > 0 ? 1 : 0, second: 0 }),

  render: ({ account, config, usable, recovered, draft }) => ({
    nodes: [
      ...(needsCurrent(account, config, recovered) ? [input('password', 'current_password', 'password', { required: true, autocomplete: 'current-password', label: m.labelCurrentPassword() })] : []),
      input('password', 'password', 'password', { required: true, autocomplete: 'new-password', label: m.labelPassword() }),
      ...choiceAfter(draft),
      submit('password', 'method', 'password', m.labelSave()),
      // Kratos keeps a password for good.
      ...(config.preset !== 'kratos' && passwordOf(account) && usable.first - password.countUsable(account, config).first > 0
        ? [submit('password', 'password_remove', 'true', m.settingsPasswordRemove())]
        : []),
    ],
    draft,
  }),

  afterRefusal: () => undefined,

  parse(body, { account, config, recovered }) {
    const current = textField(body, 'current_password');
    const chosen = textField(body, 'password');
    const known = passwordOf(account) !== undefined;
    const removes = isTrue(body['password_remove']);
    if (removes && (!known || config.preset === 'kratos')) throw new ValidationError({ message: m.settingsNoStrategy() });
    if (!chosen && !removes) throw required('password');
    if (!current && needsCurrent(account, config, recovered)) throw required('current_password');
    const rest = { currentPassword: current || undefined, accepts: isTrue(body[ACCEPT]) };
    if (removes) return { operation: 'password.remove', password: undefined, ...rest };
    return { operation: known ? 'password.change' : 'password.set', password: chosen, ...rest };
  },

  guesses: ({ currentPassword }) => currentPassword !== undefined,
  async reauthenticates({ submission: { currentPassword }, account, hasher }) {
    const stored = passwordOf(account);
    if (currentPassword === undefined || stored === undefined) return false;
    if (await hasher.verify(currentPassword, stored.config.hashed_password)) return true;
    throw new ValidationError({ field: 'current_password', message: m.currentPasswordWrong() });
  },

  async submit(turn) {
    const { submission, hasher, breaches, config, schema, account, sealer, flowId, draft } = turn;
    const { password: chosen, accepts } = submission;
    const { history_size: historySize } = config.selfservice.methods.password.config;
    if (chosen === undefined) return { kind: 'save', changes: [withoutPassword(account, historySize)] };
    const { login } = schema.identifiers(account.identity.traits);
    await requireGood(chosen, { config, breaches, identifiers: login.password ?? [], reused: (composed) => reused(turn, composed), sealer, flowId, draft, accepts });
    const credential = withPassword(account, await hasher.hash(chosen), historySize);
    return { kind: 'save', changes: [{ type: 'setCredential', credential }] };
  },
};

/** Whoever has forgotten it is asked for nothing that only the forgotten could answer. */
const needsCurrent = (account: Account, config: Config, recovered: boolean): boolean =>
  config.selfservice.methods.password.config.require_current_password && !recovered && passwordOf(account) !== undefined;

/** Every hash is compared, whatever the first ones say: the time tells nobody which of them it was. With a history the present password counts as used. */
async function reused({ account, hasher, config }: Turn<PasswordSubmission>, chosen: string): Promise<Message | undefined> {
  const { reject_same_password: rejects, history_size: size } = config.selfservice.methods.password.config;
  const stored = passwordOf(account)?.config;
  const isPresent = stored !== undefined && (rejects || size > 0) && (await hasher.verify(chosen, stored.hashed_password));
  let isFormer = false;
  for (const hash of formerHashes(account, size)) if (await hasher.verify(chosen, hash)) isFormer = true;
  if (isPresent) return m.passwordSameAsOld();
  return isFormer ? m.passwordUsedBefore() : undefined;
}

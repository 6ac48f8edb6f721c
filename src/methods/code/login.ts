import { ValidationError } from '../../errors.ts';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { LoginMethod, LoginOutcome, LoginTurn } from '../../flow/login/method.ts';
import type { Account } from '../../identity/identity.ts';
import { identityToWire } from '../../identity/wire.ts';
import { m } from '../../messages/catalogue.ts';
import { normaliseIdentifier, viaOf } from '../../schema/normalise.ts';
import { input, submit } from '../../ui/nodes.ts';
import { reachableOf } from './addresses.ts';
import { codeNodes, counted, requireCode, type SentCode, sendCode } from './draft.ts';

type CodeLogin = { readonly code: string } | { readonly code?: undefined; readonly to: string };
type Turn = LoginTurn<CodeLogin, SentCode>;

/** Signing in with a code that is sent to a mailbox or a phone: as the only step, or as the second. */
export const codeLogin: LoginMethod<CodeLogin, SentCode> = {
  id: 'code',
  group: 'code',
  triggers: ['address'],
  enabled: ({ selfservice: { methods } }, aal) => methods.code.enabled && (aal === 'aal1' ? methods.code.passwordless_enabled : methods.code.mfa_enabled),

  render({ account, aal, draft, config }) {
    if (draft !== undefined) {
      const again = aal === 'aal2' ? [input('code', 'address', 'hidden', { value: draft.to })] : [];
      return { ...(aal === 'aal1' ? { identifier: { value: draft.to } } : {}), nodes: [...again, ...codeNodes(m.labelLoginCode())], draft, alone: true };
    }
    if (asksAddress({ account, aal, config }))
      return { nodes: account ? reachableOf(account, config).map((address) => submit('code', 'address', address, m.loginSendCodeTo({ address, channel: viaOf(address) }))) : [] };
    const [known] = account ? reachableOf(account, config) : [];
    if (account && known === undefined) return { nodes: [] };
    return { identifier: known === undefined ? {} : { value: known }, nodes: [submit('code', 'method', 'code', m.loginCodeRequest())] };
  },

  serves: (account, name, config) => reachableOf(account, config).includes(normaliseIdentifier(name)),

  parse(body, { account, aal, config, draft }) {
    const code = textField(body, 'code');
    if (code && draft !== undefined && !isSet(body['resend'])) return { code };
    const field = asksAddress({ account, aal, config }) ? 'address' : 'identifier';
    const to = textField(body, field) || (isSet(body['resend']) ? draft?.to : undefined);
    if (!to) throw required(draft === undefined ? field : 'code');
    return { to };
  },

  afterRefusal: counted,

  async submit(turn) {
    const { submission, aal, draft } = turn;
    if (submission.code === undefined) return send(turn, submission.to);
    const { address = '', identityId } = requireCode({ ...turn, draft }, submission.code, m.loginCodeInvalid);
    const account = await turn.findByIdentifier(address);
    const holder = turn.account ?? account;
    if (holder === undefined || holder.identity.id !== identityId || !reachableOf(holder, turn.config).includes(address)) throw new ValidationError({ message: m.loginCodeInvalid() });
    return { kind: 'proven', account: holder, authentication: { method: 'code', aal }, mailbox: address };
  },
};

/** Whoever is known chooses among their addresses; to prove anew who one is, only where the configuration wants it. */
const asksAddress = ({ account, aal, config }: Pick<Turn, 'account' | 'aal' | 'config'>): boolean => aal === 'aal2' || (account !== undefined && config.feature_flags.refresh_login_choose_address);

/** Whether anybody has the address, no answer tells: only who has it is told. */
async function send(turn: Turn, to: string): Promise<LoginOutcome<SentCode>> {
  const { account: known, config } = turn;
  const wanted = normaliseIdentifier(to);
  const account = known ?? (await turn.findByIdentifier(to));
  const address = account?.identity.state === 'active' ? reachableOf(account, config).find((reachable) => reachable === wanted) : undefined;
  if (known !== undefined && address === undefined) throw new ValidationError({ field: asksAddress(turn) ? 'address' : 'identifier', message: m.loginAddressUnknown() });
  const { secret, draft } = sendCode(turn, { to, ...(account === undefined || address === undefined ? {} : { identityId: account.identity.id, address }) });
  return {
    kind: 'show',
    draft,
    state: 'sent_email',
    messages: [known === undefined ? m.loginCodeSent() : m.loginCodeSentKnownUser()],
    notices: account === undefined || address === undefined ? [] : [noticeTo(account, address, secret)],
  };

  function noticeTo({ identity }: Account, reachable: string, code: string) {
    return { template: 'login_code_valid', via: viaOf(reachable), to: reachable, data: { LoginCode: code, Identity: identityToWire(identity, config) } } as const;
  }
}

import { ValidationError } from '../../errors.ts';
import { isSet } from '../../flow/fields.ts';
import type { Operation, SettingsMethod, Submission, View } from '../../flow/settings/method.ts';
import { codesOf, newCodes, plainCodes, unusedOf } from '../../identity/lookup-shape.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { type Node, submit, text } from '../../ui/nodes.ts';
import { freshCodes } from './codes.ts';

/** Fresh codes that do not count yet, or: those that count are to be seen. */
type LookupDraft = { readonly codes: readonly string[] } | { readonly revealed: true };

/** In the order of precedence, when a body asks for several. */
const ACTIONS = ['confirm', 'reveal', 'disable', 'regenerate'] as const;
type Action = (typeof ACTIONS)[number];

interface LookupSubmission extends Submission {
  readonly action: Action;
}

const field = (action: Action): string => `lookup_secret_${action}`;
const operationOf = (action: Action): Operation => `lookup_secret.${action}`;

/** Whoever has fewer left is told. */
const FEW = 4;

/** Backup codes (SPEC §3.6). */
export const lookupSecret: SettingsMethod<LookupSubmission, LookupDraft> = {
  id: 'lookup_secret',
  group: 'lookup_secret',
  operations: ['lookup_secret.regenerate', 'lookup_secret.confirm', 'lookup_secret.reveal', 'lookup_secret.disable'],
  triggers: ACTIONS.map(field),
  byName: false,
  flowTypes: ['api', 'browser'],
  standsIn: true,
  enabled: (config) => config.selfservice.methods.lookup_secret.enabled,
  countUsable: (account, config) => ({ first: 0, second: lookupSecret.enabled(config) && unusedOf(codesOf(account)) > 0 ? 1 : 0 }),

  render(view) {
    const { draft, account, config } = view;
    const codes = codesOf(account);
    if (draft && 'codes' in draft) return { nodes: [list(draft.codes.map((secret) => m.settingsLookupCode({ secret }))), button('confirm')], draft, last: true };
    if (codes === undefined) return { nodes: [button('regenerate')] };
    if (draft) return { nodes: [revealed(view), button('disable'), button('regenerate')], draft, last: true };
    if (config.preset === 'kratos') return { nodes: [button('reveal'), button('disable')] };
    const left = unusedOf(codes);
    const reveal = submit('lookup_secret', field('reveal'), 'true', { ...m.settingsLookupReveal(), context: { left, total: codes.config.codes.length } });
    return { nodes: [reveal, button('disable'), button('regenerate')], ...(left < FEW ? { messages: [m.settingsLookupFew({ left })] } : {}) };
  },

  parse(body) {
    const action = ACTIONS.find((one) => isSet(body[field(one)])) ?? 'regenerate';
    return { operation: operationOf(action), action };
  },

  issue: ({ config, account, draft }) => (config.selfservice.methods.lookup_secret.config.issue_after_totp && codesOf(account) === undefined ? (draft ?? { codes: freshCodes() }) : undefined),

  async submit({ submission: { action }, draft, account, config, sealer }) {
    switch (action) {
      case 'regenerate':
        return { kind: 'show', draft: { codes: freshCodes() } };
      case 'reveal':
        if (codesOf(account) === undefined) throw refused('You have no backup codes that could be shown.');
        return { kind: 'show', draft: { revealed: true } };
      case 'disable':
        return { kind: 'save', changes: [{ type: 'removeCredential', credentialType: 'lookup_secret', slot: '' }], draft: null };
      case 'confirm': {
        if (draft === undefined || !('codes' in draft)) throw refused('Make new backup codes first, then confirm that you have saved them.');
        const reveal = config.selfservice.methods.lookup_secret.config.reveal_enabled;
        const credential = newCodes(draft.codes, { reveal, identifiers: [account.identity.id] }, sealer);
        return { kind: 'save', changes: [{ type: 'setCredential', credential }], authentication: { method: 'lookup_secret', aal: 'aal2' }, draft: null };
      }
    }
  },
};

const refused = (reason: string): ValidationError => new ValidationError({ message: m.validationGeneric({ reason }) });

const LABELS = { confirm: m.settingsLookupConfirm, reveal: m.settingsLookupReveal, disable: m.settingsLookupDisable, regenerate: m.settingsLookupRegenerate };
const button = (action: Action): Node => submit('lookup_secret', field(action), 'true', LABELS[action]());

const shown = (content: Message): Node => text('lookup_secret', 'lookup_secret_codes', content, m.settingsLookupCodesLabel());
const list = (secrets: readonly Message[]): Node => shown(m.settingsLookupCodeList({ secrets }));

/** The codes, those used crossed out; or, where only hashes are kept, how many are left and when the others were used. */
function revealed({ account, config, sealer }: View): Node {
  const codes = codesOf(account);
  const usedAt = codes?.config.codes.map(({ used_at }) => used_at) ?? [];
  const plain = codes && config.selfservice.methods.lookup_secret.config.reveal_enabled ? plainCodes(codes, sealer) : undefined;
  if (plain) return list(plain.map((secret, i) => (usedAt[i] === undefined ? m.settingsLookupCode({ secret }) : m.settingsLookupCodeUsed({ usedAt: usedAt[i] }))));
  const used = usedAt.filter((at) => at !== undefined).map((at) => m.settingsLookupCodeUsed({ usedAt: at }));
  return shown(m.settingsLookupLeft({ left: usedAt.length - used.length, total: usedAt.length, used }));
}

import { reaches } from '../../config/reach.ts';
import { ValidationError } from '../../errors.ts';
import { isSet } from '../../flow/fields.ts';
import { holdsBack, type PendingAddress } from '../../flow/pending-address.ts';
import type { SettingsMethod, Submission, View } from '../../flow/settings/method.ts';
import { pageUrl } from '../../flow/urls.ts';
import type { Fields } from '../../http/body.ts';
import type { Traits } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import { proposedAddresses } from '../../schema/trait-edits.ts';
import { anchor, type Node, submit, text } from '../../ui/nodes.ts';

interface Save extends Submission {
  readonly traits: Traits;
}
/** One of the addresses that wait to be proven, and what becomes of it. */
interface Waiting extends Submission {
  readonly which: PendingAddress;
  readonly step: 'resend' | 'cancel';
}

const RESEND = 'profile_pending_resend';
const CANCEL = 'profile_pending_cancel';

/** Traits against the identity schema, all or nothing (SPEC §3.1). */
export const profile: SettingsMethod<Save | Waiting> = {
  id: 'profile',
  group: 'profile',
  operations: ['profile.update', 'profile.identifier'],
  triggers: [RESEND, CANCEL],
  byName: true,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.profile.enabled,
  countUsable: () => ({ first: 0, second: 0 }),

  render(view) {
    const { schema, account, pending, config } = view;
    const waiting = config.preset === 'kratos' ? [] : pending.flatMap((one) => pendingNodes(one, view));
    return { nodes: [...schema.nodes(account.identity.traits, { group: 'profile' }), ...waiting, submit('profile', 'method', 'profile', m.labelSave())] };
  },

  parse(body, view) {
    const { schema, account, pending } = view;
    for (const [name, step] of [
      [CANCEL, 'cancel'],
      [RESEND, 'resend'],
    ] as const) {
      if (!isSet(body[name])) continue;
      const which = pending.find(({ row }) => row.id === body[name]);
      if (which === undefined) throw new ValidationError({ message: m.addressChangeGone() });
      return { operation: 'profile.update', which, step };
    }
    const before = account.identity.traits;
    const traits = sent(body, view);
    const issues = [...schema.validate(traits), ...schema.deniedChanges(before, traits)];
    if (issues.length > 0) throw new ValidationError(...issues);
    return { operation: names(schema, before) === names(schema, traits) ? 'profile.update' : 'profile.identifier', traits };
  },

  /** Every field of the form as it was sent; what was left out is shown empty, because traits are replaced as a whole. */
  echo(body, view) {
    if (isSet(body[RESEND]) || isSet(body[CANCEL])) return {};
    const typed = valuesOf(sent(body, view), view);
    return Object.fromEntries(Object.keys({ ...valuesOf(view.account.identity.traits, view), ...typed }).map((name) => [name, typed[name] ?? null]));
  },

  async submit(turn) {
    const { submission, schema, account, config } = turn;
    if ('which' in submission) return { kind: 'pending', which: submission.which, step: submission.step };
    const { traits } = submission;
    const propose = holdsBack(config) ? proposedAddresses(schema, account.identity.traits, traits, (via) => reaches(config, via)) : [];
    if (propose === undefined) throw new ValidationError({ message: m.settingsTooManyAddressChanges() });
    if (propose.length > 0) return { kind: 'pending', propose, typed: valuesOf(traits, turn) };
    return { kind: 'save', changes: [{ type: 'setTraits', traits }] };
  },
};

/** An address that waits to be proven: which, until when, and what can be done about it. */
const pendingNodes = ({ row: { id, flow_id: flow, expires_at: expiresAt }, proposed: { address } }: PendingAddress, { config, flowType }: View): Node[] => [
  text('profile', 'profile_pending', m.addressPending({ address: address.value, expiresAt }), m.addressPendingLabel()),
  ...(flow !== null && flowType === 'browser' && config.selfservice.flows.verification.use === 'code'
    ? [anchor('profile', 'profile_pending_enter', pageUrl('verification', flow, config), m.addressPendingEnter({ address: address.value }))]
    : []),
  submit('profile', RESEND, id, m.addressPendingResend({ address: address.value })),
  submit('profile', CANCEL, id, m.addressPendingCancel({ address: address.value })),
];

/** What was sent, in the types of the schema; what no form lets the person write stays as it is. */
const sent = (body: Fields, { schema, account, source }: View): Traits => schema.keepClosed(account.identity.traits, schema.cast(body['traits'], source));

function valuesOf(traits: Traits, { schema }: View): Record<string, unknown> {
  return Object.fromEntries(schema.nodes(traits, { group: 'profile' }).flatMap((node) => (node.type === 'input' ? [[node.attributes.name, node.attributes.value]] : [])));
}

/** All names and addresses that follow from the traits, as a set: their order means nothing. */
function names(schema: IdentitySchema, traits: Traits): string {
  const { login, verifiable, recovery } = schema.identifiers(traits);
  const all = [
    ...Object.entries(login).flatMap(([type, values]) => values.map((value) => `login ${type} ${value}`)),
    ...verifiable.map((a) => `verify ${a.via} ${a.value}`),
    ...recovery.map((a) => `recover ${a.via} ${a.value}`),
  ];
  return JSON.stringify([...new Set(all)].sort());
}

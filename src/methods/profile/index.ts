import { ValidationError } from '../../errors.ts';
import type { SettingsMethod, Submission, View } from '../../flow/settings/method.ts';
import type { Fields } from '../../http/body.ts';
import type { Traits } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import { submit } from '../../ui/nodes.ts';

interface ProfileSubmission extends Submission {
  readonly traits: Traits;
}

/** Traits against the identity schema, all or nothing (SPEC §3.1). */
export const profile: SettingsMethod<ProfileSubmission> = {
  id: 'profile',
  group: 'profile',
  operations: ['profile.update', 'profile.identifier'],
  triggers: [],
  byName: true,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.profile.enabled,
  countUsable: () => ({ first: 0, second: 0 }),

  render: ({ schema, account }) => ({ nodes: [...schema.nodes(account.identity.traits, { group: 'profile' }), submit('profile', 'method', 'profile', m.labelSave())] }),

  parse(body, view) {
    const { schema, account } = view;
    const before = account.identity.traits;
    const traits = sent(body, view);
    const issues = [...schema.validate(traits), ...schema.deniedChanges(before, traits)];
    if (issues.length > 0) throw new ValidationError(...issues);
    return { operation: names(schema, before) === names(schema, traits) ? 'profile.update' : 'profile.identifier', traits };
  },

  /** Every field of the form as it was sent; what was left out is shown empty, because traits are replaced as a whole. */
  echo(body, view) {
    const typed = valuesOf(sent(body, view), view);
    return Object.fromEntries(Object.keys({ ...valuesOf(view.account.identity.traits, view), ...typed }).map((name) => [name, typed[name] ?? null]));
  },

  submit: async ({ submission }) => ({ kind: 'save', changes: [{ type: 'setTraits', traits: submission.traits }] }),
};

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

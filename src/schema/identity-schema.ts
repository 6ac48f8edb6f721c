import { type FormIssue, ValidationError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';
import type { Message } from '../messages/message.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { Node, NodeGroup } from '../ui/nodes.ts';
import { deniedChanges, keepClosed } from './access.ts';
import { castTraits, guessSource, type Source, type Traits } from './cast.ts';
import { compile } from './compile.ts';
import { type Field, findFields } from './field.ts';
import { accountNameOf, identifiersOf, type TraitIdentifiers } from './identifiers.ts';
import { issuesOf } from './issues.ts';
import { loadSchema } from './load.ts';
import { isTooDeep, normaliseTree } from './normalise.ts';
import { traitNodes } from './trait-nodes.ts';

export type { Traits } from './cast.ts';
export type { TraitIdentifiers } from './identifiers.ts';

/** The JSON Schema that an identity's traits follow, and all that is derived from it. */
export interface IdentitySchema {
  readonly id: string;
  /** As configured, with our and Kratos' extension keyword: what `GET /schemas/{id}` answers. */
  readonly raw: JsonObject;
  /** Label of the input that asks who signs in: the title of the one identifying trait, else a general one. */
  readonly loginLabel: Message;
  /** Node names of the traits that name a passkey, such as `traits.email`. */
  readonly passkeyNameFields: readonly string[];
  /** One issue for each thing that is wrong, its field the node's name, such as `traits.email`. */
  validate(traits: unknown): FormIssue[];
  /**
   * The `traits` of a submitted body as they will be validated and stored: normalised, and text of a form given its type.
   * `source` left out: a form if there is nothing but text in it. @throws ValidationError if it is no object, or too deep a one
   */
  cast(traits: unknown, source?: Source): Traits;
  /** Traits of an API body: spelled as we store them, otherwise untouched. */
  normalise(traits: Traits): Traits;
  nodes(traits: Traits | undefined, options: { readonly group: NodeGroup; readonly hidden?: boolean; readonly unsaved?: boolean }): Node[];
  identifiers(traits: Traits): TraitIdentifiers;
  /** What an authenticator app calls the account; undefined if no trait is marked for that, or it is empty. */
  accountName(traits: Traits): string | undefined;
  /** `after` with what no form lets the person send: closed traits keep their value instead of being removed. */
  keepClosed(before: Traits, after: Traits): Traits;
  /** What differs between the two and may not be changed by the person. */
  deniedChanges(before: Traits, after: Traits): FormIssue[];
}

export interface Schemas {
  /** Used where none is named. */
  readonly defaultId: string;
  /** The schema of an identity that exists. @throws Error if the configuration has lost it */
  get(id: string): IdentitySchema;
  find(id: string): IdentitySchema | undefined;
  list(): readonly IdentitySchema[];
}

interface SchemaConfig {
  readonly identity: { readonly default_schema_id: string; readonly schemas: readonly { readonly id: string; readonly url: string }[] };
}

/** Loads and compiles all schemas at start. @throws Error that names the schema and what is wrong with it */
export async function createSchemas({ identity }: SchemaConfig, outgoing: Outgoing): Promise<Schemas> {
  const compiled = await Promise.all(
    identity.schemas.map(async ({ id, url }) => {
      try {
        return compileSchema(id, await loadSchema(url, outgoing));
      } catch (error) {
        throw new Error(`identity schema ${JSON.stringify(id)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }),
  );
  const byId = new Map(compiled.map((schema) => [schema.id, schema]));
  if (!byId.has(identity.default_schema_id)) throw new Error(`identity.default_schema_id is ${JSON.stringify(identity.default_schema_id)}, but no schema in identity.schemas has this id`);
  return {
    defaultId: identity.default_schema_id,
    get(id) {
      const schema = byId.get(id);
      if (schema === undefined) throw new Error(`an identity follows the schema ${JSON.stringify(id)}, which identity.schemas no longer has`);
      return schema;
    },
    find: (id) => byId.get(id),
    list: () => compiled,
  };
}

/** @throws Error with the reason if it is no valid JSON Schema, or describes no traits */
export function compileSchema(id: string, raw: JsonObject): IdentitySchema {
  if (!isObject(raw['properties']) || !isObject(raw['properties']['traits'])) throw new Error('it has no "properties.traits"');
  const check = compile(raw);
  const fields = findFields(raw);
  const required = new Set(fields.filter((f) => f.required).map((f) => `traits.${f.path.join('.')}`));
  return {
    id,
    raw,
    loginLabel: loginLabelOf(fields),
    passkeyNameFields: fields.filter((f) => f.extension.passkeyDisplayName).map((f) => `traits.${f.path.join('.')}`),
    validate: (traits) => issuesOf(check({ traits }), (field) => required.has(field.replace(/\.\d+(?=\.|$)/g, '.*'))),
    cast(traits = {}, source) {
      if (!isObject(traits))
        throw new ValidationError({
          field: 'traits',
          message: m.validationType({ allowed_types: ['object'], actual_type: Array.isArray(traits) ? 'array' : traits === null ? 'null' : typeof traits }),
        });
      if (isTooDeep(traits)) throw new ValidationError({ field: 'traits', message: m.validationGeneric({ reason: 'This is nested too deeply.' }) });
      return castTraits(traits, fields, source ?? guessSource(traits));
    },
    normalise: normaliseTree,
    nodes: (traits, { group, hidden = false, unsaved = false }) => traitNodes(fields, traits, group, hidden, unsaved),
    identifiers: (traits) => identifiersOf(fields, traits),
    accountName: (traits) => accountNameOf(fields, traits),
    keepClosed: (before, after) => keepClosed(fields, before, after),
    deniedChanges: (before, after) => deniedChanges(fields, before, after),
  };
}

function loginLabelOf(fields: readonly Field[]): Message {
  const named = fields.filter((f) => Object.keys(f.extension.credentials).length > 0);
  const [first] = named;
  if (named.length !== 1 || first?.title === undefined) return m.labelId();
  return m.labelGenerated({ title: first.title, name: `traits.${first.path.join('.')}` });
}

import { writeFileSync } from 'node:fs';
import { variableOf } from '../src/config/environment.ts';
import { feature } from '../src/config/features.ts';
import { HOOKS } from '../src/config/keys/hooks.ts';
import { configuration } from '../src/config/keys/index.ts';
import type { Fields, Rule, Spec } from '../src/config/spec.ts';
import { formatDuration } from '../src/config/units.ts';

/** Where the list belongs, beside the root of the project. */
export const DOCS = new URL('../docs/configuration.md', import.meta.url);

export function configurationDocs(): string {
  const fields = fieldsOf(configuration);
  const single = Object.entries(fields).filter(([, spec]) => !isMap(spec));
  const maps = Object.entries(fields).filter(([, spec]) => isMap(spec));
  return [
    INTRODUCTION,
    '## Single keys\n',
    table(single.flatMap(([key, spec]) => rows(key, spec))),
    ...maps.map(([key, spec]) => `## ${key}\n\n${notes(spec)}${spec.help}.\n\n${table(rows(key, withoutNeeds(spec)))}`),
    hooksSection(),
  ].join('\n');
}

const INTRODUCTION = `# Configuration

<!-- Written by scripts/configuration-docs.ts. Change src/config/keys/, then run \`npm run docs\`. -->

Zelos reads the \`kratos.yml\` of Ory Kratos, in YAML or JSON: \`zelos serve --config kratos.yml --config secrets.yml\`. A later file lies over
those before it: maps merge, lists and single values replace. Without any file it starts for trying it out, on \`./zelos.db\`; then whoever
registers is signed in at once.

Every key can be set in the environment: upper case, \`_\` for everything else, such as \`${variableOf('selfservice.flows.settings.ui_url')}\` for
\`selfservice.flows.settings.ui_url\` and \`SECRETS_COOKIE_0\` for the first of a list. A whole list is given by commas or as JSON. Empty
variables count as unset.

Nothing is ignored: an unknown key, a value that cannot be used and a hook that could never run stop the start, and everything wrong is
said at once, with file, line and column. Keys marked **not yet** stop it, too, unless they say what is done anyway; those marked
**without effect** load, and a warning at the start says so. **Ours** are keys that Kratos does not have.

Durations: \`1h30m\`, \`10s\`, \`500ms\`. Sizes: \`19MB\`, in powers of 1024. Secrets left out: for a database in memory they are new at each
start; beside a SQLite file they are made once and kept (\`zelos.db\` → \`zelos.secrets.json\`, readable for its owner alone); on PostgreSQL
\`secrets.default\` is required.
`;

interface Row {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly meaning: string;
}

function rows(key: string, spec: Spec): Row[] {
  if (spec.rule.kind === 'object') return siblings(spec.rule.fields).flatMap(([name, field]) => rows(`${key}.${name}`, inherit(field, spec)));
  const row: Row = { key, type: typeOf(spec.rule), default: defaultOf(spec), meaning: `${notes(spec)}${spec.help}${spec.inert === undefined ? '' : `. No effect: ${spec.inert}`}` };
  return [row, ...below(key, spec)];
}

/** Keys with the same fields stand together: `{totp,oidc}`. */
function siblings(fields: Fields): [string, Spec][] {
  const groups = new Map<unknown, { names: string[]; spec: Spec }>();
  for (const [name, spec] of Object.entries(fields)) {
    const same = spec.rule.kind === 'object' ? spec.rule.fields : spec;
    const quoted = /[.-]/.test(name) ? `"${name}"` : name;
    const group = groups.get(same);
    if (group && isMap(spec)) group.names.push(quoted);
    else groups.set(isMap(spec) ? same : name, { names: [quoted], spec });
  }
  return [...groups.values()].map(({ names, spec }) => [names.length === 1 ? String(names[0]) : `{${names.join(',')}}`, spec]);
}

/** What a list, map or choice of objects holds. */
function below(key: string, { rule }: Spec): Row[] {
  if (rule.kind === 'list') return isMap(rule.of) || rule.of.rule.kind === 'variants' ? rows(`${key}[]`, rule.of).filter((row) => row.key !== `${key}[]`) : [];
  if (rule.kind === 'record') return isMap(rule.of) ? rows(`${key}.<name>`, rule.of) : [];
  if (rule.kind !== 'variants' || rule.tag === 'hook') return [];
  return Object.entries(rule.of)
    .filter(([, variant]) => Object.keys(fieldsOf(variant)).length > 0)
    .flatMap(([name, variant]) => Object.entries(fieldsOf(variant)).flatMap(([field, spec]) => rows(`${key}{${rule.tag}: ${name}}.${field}`, spec)));
}

function hooksSection(): string {
  const hooks = Object.entries(HOOKS).map(([name, spec]) => `- \`${name}\`: ${notes(spec)}${spec.help}`);
  const settings = Object.entries(HOOKS).flatMap(([name, spec]) => Object.entries(fieldsOf(spec)).flatMap(([field, each]) => rows(`${name}: ${field}`, each)));
  return `## Hooks\n\nAn entry of a list of hooks is \`{ hook: NAME, config: … }\`. Which can stand where is said above.\n\n${hooks.join('\n')}\n\n${table(settings)}`;
}

const inherit = (field: Spec, { needs, own }: Spec): Spec => ({ ...field, ...(field.needs === undefined && needs !== undefined ? { needs } : {}), ...(own ? { own } : {}) });

function notes({ needs, own, moved }: Spec): string {
  const missing = needs === undefined ? '' : { warn: '**Without effect.** ', refuse: '**Not yet.** ', never: '**Not supported.** ' }[feature(needs).missing];
  return `${own ? '**Ours.** ' : ''}${missing}${moved === undefined ? '' : '**Older key.** '}`;
}

function typeOf(rule: Rule): string {
  switch (rule.kind) {
    case 'list':
      return rule.of.rule.kind === 'variants'
        ? `hooks: ${typeOf(rule.of.rule)}`
        : `list of ${{ object: 'maps', text: 'texts', url: 'addresses' }[rule.of.rule.kind as string] ?? typeOf(rule.of.rule)}`;
    case 'variants':
      return Object.keys(rule.of)
        .map((name) => `\`${name}\``)
        .join(', ');
    case 'choice':
      return rule.of.map((value) => `\`${value}\``).join(', ');
    case 'integer':
      return rule.max === Number.MAX_SAFE_INTEGER ? `integer ≥ ${rule.min}` : `integer ${rule.min}–${rule.max}`;
    case 'duration':
      return `duration${rule.min > 0 ? ` ≥ ${formatDuration(rule.min)}` : ''}${rule.none ? ', `none`' : ''}`;
    case 'url':
      return `address${rule.relative ? ' or path' : ''}`;
    case 'record':
      return 'map';
    default:
      return { text: 'text', boolean: 'boolean', size: 'size', any: 'anything', object: 'map' }[rule.kind];
  }
}

function defaultOf(spec: Spec): string {
  if (spec.derived !== undefined) return spec.derived;
  if (spec.required) return 'required';
  if (spec.default === undefined) return '–';
  if (Array.isArray(spec.default)) return spec.default.length === 0 ? 'none' : spec.default.map((item) => `\`${String(item)}\``).join(' ');
  return typeof spec.default === 'object' ? 'none' : `\`${JSON.stringify(spec.default).replaceAll('"', '') || '""'}\``;
}

/** For a whole map: what it waits for is said above its table. */
const withoutNeeds = ({ needs: _, ...spec }: Spec): Spec => spec;
const fieldsOf = (spec: Spec): Fields => (spec.rule.kind === 'object' ? spec.rule.fields : {});
const isMap = (spec: Spec): boolean => spec.rule.kind === 'object';
const table = (list: readonly Row[]): string =>
  `| Key | Type | Default | Meaning |\n|---|---|---|---|\n${list.map((row) => `| \`${row.key}\` | ${row.type} | ${row.default} | ${row.meaning} |`.replaceAll('<name>', '&lt;name&gt;')).join('\n')}\n`;

if (import.meta.main) writeFileSync(DOCS, configurationDocs());

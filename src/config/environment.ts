import type { Located, LocatedMap, Problem } from './located.ts';
import { fromValue, lay } from './located.ts';
import { nearest } from './nearest.ts';
import type { Fields, Rule, Spec } from './spec.ts';

type Step = string | number;
interface Target {
  readonly path: readonly Step[];
  readonly rule: Rule;
}
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names that other programs set for purposes of their own. */
const NOT_OURS = ['version', 'config', 'revision'];

/**
 * Lays environment variables over the files, as Kratos does: `SELFSERVICE_FLOWS_SETTINGS_UI_URL` for `selfservice.flows.settings.ui_url`,
 * `SECRETS_COOKIE_0` for the first of a list, `SECRETS_COOKIE` for all of it (by commas, or as JSON). Empty ones count as unset.
 */
export function applyEnvironment(under: LocatedMap, configuration: Spec, env: Environment): { located: LocatedMap; problems: Problem[]; warnings: string[] } {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  let located: Located = under;
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
  // A whole list before its items, and its items in order.
  for (const [name, text] of given.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))) {
    const at = `environment ${name}`;
    const target = resolve(configuration.rule, name, []);
    if (!target && name.startsWith('SELFSERVICE_')) warnings.push(`${at}: there is no such key${hint(configuration, name)}`);
    if (!target || NOT_OURS.includes(String(target.path[0]))) continue;
    const value = readText(target.rule, text, at);
    if (value === undefined) continue;
    const laid = lay(located, target.path, value);
    if (laid) located = laid;
    else problems.push({ at, key: keyOf(target.path), text: 'the list has no entry before this one: number them from 0 without a gap' });
  }
  return { located: located as LocatedMap, problems, warnings };
}

export const variableOf = (key: string): string => key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
const keyOf = (path: readonly Step[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);

/** The key that a variable's name stands for; an underscore may be a dot or itself, so every way is tried. */
function resolve(rule: Rule, rest: string, path: readonly Step[]): Target | undefined {
  if (rest === '') return { path, rule };
  if (rule.kind === 'object') return resolveField(rule.fields, rest, path);
  if (rule.kind === 'variants') {
    if (rest === variableOf(rule.tag)) return { path: [...path, rule.tag], rule: { kind: 'text' } };
    for (const spec of Object.values(rule.of)) {
      const found = resolve(spec.rule, rest, path);
      if (found) return found;
    }
  }
  if (rule.kind === 'list') {
    const [, index, , deeper = ''] = /^(\d{1,3})(_(.+))?$/.exec(rest) ?? [];
    return index === undefined ? undefined : resolve(rule.of.rule, deeper, [...path, Number(index)]);
  }
  return undefined;
}

function resolveField(fields: Fields, rest: string, path: readonly Step[]): Target | undefined {
  for (const [key, spec] of Object.entries(fields)) {
    const name = variableOf(key);
    if (rest !== name && !rest.startsWith(`${name}_`)) continue;
    const found = resolve(spec.rule, rest.slice(name.length + 1), [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Reads text as the key's type. What cannot be read stays text, and the check says what was expected. Undefined: the variable means something else. */
function readText(rule: Rule, text: string, at: string): Located | undefined {
  switch (rule.kind) {
    case 'boolean':
      return fromValue({ true: true, t: true, 1: true, false: false, f: false, 0: false }[text.toLowerCase()] ?? text, at);
    case 'integer':
      return fromValue(/^-?\d+$/.test(text) ? Number(text) : text, at);
    case 'list':
      if (text.trimStart().startsWith('[')) return readJson(text, at);
      return { kind: 'list', at, items: text.split(',').map((item) => readText(rule.of.rule, item.trim(), at) ?? fromValue(item, at)) };
    case 'object':
    case 'record':
    case 'variants':
    case 'any':
      return text.trimStart().startsWith('{') ? readJson(text, at) : undefined;
    default:
      return fromValue(text, at);
  }
}

function readJson(text: string, at: string): Located {
  try {
    return fromValue(JSON.parse(text), at);
  } catch {
    return fromValue(text, at);
  }
}

function hint(configuration: Spec, name: string): string {
  const names: string[] = [];
  const walk = (rule: Rule, prefix: string): void => {
    if (rule.kind !== 'object') return void names.push(prefix);
    for (const [key, spec] of Object.entries(rule.fields)) walk(spec.rule, prefix === '' ? variableOf(key) : `${prefix}_${variableOf(key)}`);
  };
  walk(configuration.rule, '');
  const near = nearest(
    name,
    names.map((each) => each.toLowerCase()),
  );
  return near === undefined ? '' : `. Did you mean ${near.toUpperCase()}?`;
}

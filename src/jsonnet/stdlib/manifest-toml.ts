import { members, quoted, toText } from '../json.ts';
import type { Run } from '../run.ts';
import { type ArrayValue, described, FunctionValue, force, ObjectValue, type Value } from '../value.ts';
import { type Library, native } from './native.ts';

const keyText = (key: string): string => (key === '' ? "''" : /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));

/** What gets a heading of its own: objects, and arrays of nothing but objects. */
const isTables = (value: Value): value is ArrayValue => Array.isArray(value) && value.length > 0 && value.every((cell) => force(cell) instanceof ObjectValue);

/** A value after `key =`; on one line if `inline`, else its elements stand on lines of their own. */
function toml(run: Run, value: Value, indent: string, before: string, inline: boolean): string {
  if (typeof value === 'string') return run.made(quoted(value));
  if (typeof value === 'number' || typeof value === 'boolean') return toText(run, value);
  if (value === null || value instanceof FunctionValue) throw run.error(`TOML has no ${value === null ? 'null' : 'functions'}`);
  run.descend();
  let text: string;
  if (value instanceof ObjectValue) text = `{ ${members(run, value, (name, member) => `${keyText(name)} = ${toml(run, member, indent, '', true)}`).join(', ')} }`;
  else if (value.length === 0) text = '[]';
  else {
    const [gap, inner] = inline ? [' ', ''] : ['\n', before + indent];
    text = `[${gap}${value.map((cell) => run.made(inner + toml(run, force(cell), indent, '', true))).join(`,${gap}`)}${gap}${inline ? '' : before}]`;
  }
  run.ascend();
  return run.made(text);
}

/** The values of a table, then the tables inside it. */
function table(run: Run, value: ObjectValue, indent: string, path: readonly string[], before: string): string {
  run.descend();
  const lines: string[] = [];
  const tables: string[] = [];
  members(run, value, (name, member) => {
    const inner = [...path, keyText(name)];
    if (member instanceof ObjectValue) tables.push(headed(run, member, indent, inner, before, '[]'));
    else if (isTables(member)) for (const cell of member) tables.push(headed(run, force(cell) as ObjectValue, indent, inner, before, '[[]]'));
    else lines.push(run.made(`${before}${keyText(name)} = ${toml(run, member, indent, before, false)}`));
  });
  run.ascend();
  return run.made([lines.join('\n'), ...tables].join('\n\n'));
}

function headed(run: Run, value: ObjectValue, indent: string, path: readonly string[], before: string, brackets: '[]' | '[[]]'): string {
  const half = brackets.length / 2;
  const heading = `${before}${brackets.slice(0, half)}${path.join('.')}${brackets.slice(half)}`;
  const end = value.names(run, false).length > 0 ? '\n' : '';
  return run.made(heading + end + table(run, value, indent, path, before + indent));
}

function document(run: Run, value: Value, indent: string): string {
  if (!(value instanceof ObjectValue)) throw run.error(`a TOML document is an object, got ${described(value)}`);
  return table(run, value, indent, [], '');
}

export const manifestToml: Library = {
  manifestToml: native('value: any', (run, value) => document(run, value, '  ')),
  manifestTomlEx: native('value: any', 'indent: string', document),
};

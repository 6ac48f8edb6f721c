import { members, quoted, toText } from '../json.ts';
import { shortestText } from '../number.ts';
import type { Run } from '../run.ts';
import { type ArrayValue, type Cell, described, FunctionValue, force, ObjectValue, type Value } from '../value.ts';
import { type Library, native } from './native.ts';

interface Layout {
  readonly indent: string;
  readonly newline: string;
  readonly separator: string;
}

function json(run: Run, value: Value, layout: Layout, before: string): string {
  if (typeof value === 'string') return run.made(quoted(value));
  if (typeof value === 'number') return shortestText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof FunctionValue) throw run.error('a function cannot be written as JSON');
  const { indent, newline, separator } = layout;
  const inner = before + indent;
  run.descend();
  const parts =
    value instanceof ObjectValue
      ? members(run, value, (name, member) => run.made(`${inner}${quoted(name)}${separator}${json(run, member, layout, inner)}`))
      : value.map((cell) => run.made(inner + json(run, force(cell), layout, inner)));
  run.ascend();
  const [open, close] = value instanceof ObjectValue ? '{}' : '[]';
  run.reserve(parts.length * newline.length);
  return run.made(`${open}${newline}${parts.join(`,${newline}`)}${newline}${before}${close}`);
}

function python(run: Run, value: Value): string {
  if (typeof value === 'string') return run.made(quoted(value));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (value instanceof FunctionValue) throw run.error('a function cannot be written as Python');
  if (typeof value === 'number') return toText(run, value);
  run.descend();
  const text = Array.isArray(value)
    ? `[${value.map((cell) => python(run, force(cell))).join(', ')}]`
    : `{${members(run, value as ObjectValue, (name, member) => `${quoted(name)}: ${python(run, member)}`).join(', ')}}`;
  run.ascend();
  return run.made(text);
}

/** The lines of one section: a list is one line for each of its elements. */
function iniLines(run: Run, body: Value): string[] {
  if (!(body instanceof ObjectValue)) throw run.error(`std.manifestIni: a section must be an object, got ${described(body)}`);
  return members(run, body, (name, value) => (Array.isArray(value) ? value : [value]).map((cell: Cell) => run.made(`${name} = ${toText(run, force(cell))}`))).flat();
}

function ini(run: Run, value: ObjectValue): string {
  const sections = value.get(run, 'sections');
  if (!(sections instanceof ObjectValue)) throw run.error('std.manifestIni: `sections` must be an object');
  const main = value.has(run, 'main', false) ? iniLines(run, value.get(run, 'main') as Value) : [];
  const lines = [...main, ...members(run, sections, (name, body) => [`[${name}]`, ...iniLines(run, body)]).flat(), ''];
  return run.made(lines.join('\n'));
}

/** An element: its tag, attributes if there are any, and children. Texts stand as they are, nothing is escaped. */
function xml(run: Run, element: Value): string {
  if (typeof element === 'string') return element;
  if (!Array.isArray(element)) throw run.error(`std.manifestXmlJsonml: strings and arrays can be written as XML, got ${described(element)}`);
  const [first = null, second = null] = (element as ArrayValue).slice(0, 2).map(force);
  if (typeof first !== 'string') throw run.error(`std.manifestXmlJsonml: an element begins with the name of its tag, got ${described(first)}`);
  const attributes = second instanceof ObjectValue ? members(run, second, (name, value) => ` ${name}="${toText(run, value)}"`) : [];
  run.descend();
  const children = element.slice(second instanceof ObjectValue ? 2 : 1).map((cell) => xml(run, force(cell)));
  run.ascend();
  return run.made(`<${first}${attributes.join('')}>${children.join('')}</${first}>`);
}

export const manifest: Library = {
  manifestJson: native('value: any', (run, value) => json(run, value, { indent: '    ', newline: '\n', separator: ': ' }, '')),
  manifestJsonMinified: native('value: any', (run, value) => json(run, value, { indent: '', newline: '', separator: ':' }, '')),
  manifestJsonEx: native('value: any', 'indent: string', 'newline?: string', 'key_val_sep?: string', (run, value, indent, newline = '\n', separator = ': ') =>
    json(run, value, { indent, newline, separator }, ''),
  ),
  manifestPython: native('v: any', python),
  manifestPythonVars: native('conf: object', (run, conf) => run.made(members(run, conf, (name, value) => `${name} = ${python(run, value)}\n`).join('') || '')),
  manifestIni: native('ini: object', ini),
  manifestXmlJsonml: native('value: array', xml),
};

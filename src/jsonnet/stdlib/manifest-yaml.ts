import { members, quoted } from '../json.ts';
import { shortestText } from '../number.ts';
import type { Run } from '../run.ts';
import { FunctionValue, force, ObjectValue, type Value } from '../value.ts';
import { type Library, native } from './native.ts';

/** Words that YAML takes for something else than a string, in any case. */
const RESERVED = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'null', '.nan', '.inf', '+.inf', '-.inf', '-', '---']);
/** Dates, integers, binary and hexadecimal numbers, and floating ones in two ways: wider than YAML has them, to be safe. */
const NOT_A_STRING = [/^\d*-\d*-\d*$/, /^[\d_]*-?[\d_]*$/, /^-?0b[\db_-]+$/, /^-?0x[\da-fA-F_-]+$/, /^(?=[^.]*\.[^.]*$)(?!(?:.*-){3})(?!(?:.*e){2})[\d.e_-]+$/i, /^[-+]?\d+e[-+]?\d+$/i];

const isBare = (key: string): boolean => /^[A-Za-z0-9_\-/.]+$/.test(key) && !RESERVED.has(key.toLowerCase()) && !NOT_A_STRING.some((pattern) => pattern.test(key));

interface Layout {
  readonly indentArrays: boolean;
  readonly quoteKeys: boolean;
}

const isFilledArray = (value: Value): boolean => Array.isArray(value) && value.length > 0;
const isFilledObject = (run: Run, value: Value): boolean => value instanceof ObjectValue && value.names(run, false).length > 0;

/** `before` is the indent of the line that the value begins on. */
function yaml(run: Run, value: Value, layout: Layout, before: string): string {
  if (typeof value === 'string') return run.made(text(run, value, before));
  if (typeof value === 'number') return shortestText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof FunctionValue) throw run.error('a function cannot be written as YAML');
  const deeper = `${before}  `;
  run.descend();
  let parts: string[];
  if (value instanceof ObjectValue) {
    parts = members(run, value, (name, member) => {
      const key = `${layout.quoteKeys || !isBare(name) ? quoted(name) : name}:`;
      // Arrays may stand as far left as their key does.
      const inner = isFilledObject(run, member) || (isFilledArray(member) && layout.indentArrays) ? deeper : before;
      const ownLine = isFilledObject(run, member) || isFilledArray(member);
      return run.made(`${key}${ownLine ? `\n${inner}` : ' '}${yaml(run, member, layout, inner)}`);
    });
  } else {
    parts = value.map((cell) => {
      const element = force(cell);
      // An object goes on where the dash left off; an array inside an array has a line of its own.
      const inner = isFilledObject(run, element) || isFilledArray(element) ? deeper : before;
      return run.made(`-${isFilledArray(element) ? `\n${inner}` : ' '}${yaml(run, element, layout, inner)}`);
    });
  }
  run.ascend();
  if (parts.length === 0) return value instanceof ObjectValue ? '{}' : '[]';
  run.reserve(parts.length * before.length);
  return run.made(parts.join(`\n${before}`));
}

/** A text that ends its last line is a block. */
function text(run: Run, value: string, before: string): string {
  if (!value.endsWith('\n')) return quoted(value);
  const lines = value.slice(0, -1).split('\n');
  run.reserve(value.length + lines.length * (before.length + 3));
  return ['|', ...lines].join(`\n${before}  `);
}

export const manifestYaml: Library = {
  manifestYamlDoc: native('value: any', 'indent_array_in_object?: boolean', 'quote_keys?: boolean', (run, value, indentArrays = false, quoteKeys = true) =>
    yaml(run, value, { indentArrays, quoteKeys }, ''),
  ),
  manifestYamlStream: native('value: array', 'indent_array_in_object?: boolean', 'c_document_end?: boolean', 'quote_keys?: boolean', (run, value, indentArrays = false, end = true, quoteKeys = true) =>
    run.made(`---\n${value.map((cell) => yaml(run, force(cell), { indentArrays, quoteKeys }, '')).join('\n---\n')}${end ? '\n...\n' : '\n'}`),
  ),
};

import { decimal, general, hexadecimal, scientific, whole } from './format-number.ts';
import { type Directive, type FormatParts, parseFormat } from './format-parts.ts';
import { toText } from './json.ts';
import type { Run } from './run.ts';
import { lengthOf } from './text.ts';
import { type Cell, described, force, ObjectValue, type Value } from './value.ts';

/** `text % values`: an array gives a value for each directive, an object by name, anything else is the only value. */
export function format(run: Run, text: string, values: Value): string {
  const parts = parseFormat(run, text);
  return run.made(values instanceof ObjectValue ? byName(run, parts, values) : inOrder(run, parts, Array.isArray(values) ? values : [values]));
}

function inOrder(run: Run, parts: FormatParts, values: readonly Cell[]): string {
  let next = 0;
  const take = (): Cell => {
    if (next >= values.length) throw run.error(`not enough values to format: got ${values.length}, expected more than ${next}`);
    next += 1;
    return values[next - 1] as Cell;
  };
  const size = (given: number | '*' | undefined): number | undefined => {
    if (given !== '*') return given;
    const value = force(take());
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw run.error(`\`*\` wants a whole number of 0 or more, got ${typeof value === 'number' ? value : described(value)}`);
    return value;
  };
  let result = '';
  for (const part of parts) {
    if (typeof part === 'string') result += part;
    else {
      const [width, precision] = [size(part.width) ?? 0, size(part.precision)];
      result += padded(run, part.type === '%' ? '%' : rendered(run, part, width, precision, force(take())), part, width);
    }
  }
  if (next < values.length) throw run.error(`too many values to format: got ${values.length}, expected ${next}`);
  return result;
}

function byName(run: Run, parts: FormatParts, values: ObjectValue): string {
  let result = '';
  for (const part of parts) {
    if (typeof part === 'string') result += part;
    else {
      const { width = 0, precision, name } = part;
      if (width === '*' || precision === '*') throw run.error('`*` cannot be used with an object: it has no order of values');
      if (part.type === '%') result += padded(run, '%', part, width);
      else {
        if (name === undefined) throw run.error('formatting an object wants names: `%(name)s`');
        const value = values.get(run, name);
        if (value === undefined) throw run.error(`there is no field \`${name}\` to format`);
        result += padded(run, rendered(run, part, width, precision, value), part, width);
      }
    }
  }
  return result;
}

function padded(run: Run, text: string, { left }: Directive, width: number): string {
  const missing = Math.ceil(width - lengthOf(text));
  if (missing <= 0) return text;
  run.reserve(width);
  return left ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

function rendered(run: Run, directive: Directive, width: number, precision: number | undefined, value: Value): string {
  if (directive.type === 's') return toText(run, value);
  if (directive.type === 'c') return character(run, value);
  if (typeof value !== 'number') throw run.error(`\`%${directive.type}\` wants a number, got ${described(value)}`);
  // Zeros fill up to the width in front of the digits; room for them is counted before they are made.
  const layout = { ...directive, zeros: directive.zero && !directive.left ? width : 0 };
  run.reserve(Math.max(layout.zeros, precision ?? 0, 0));
  run.step(2 + Math.log10(Math.abs(value) + 1) + (precision ?? 0) / 8);
  switch (directive.type) {
    case 'd':
      return whole(value, layout, precision ?? 0, 10, '');
    case 'o':
      return whole(value, layout, precision ?? 0, 8, directive.alternate ? '0' : '');
    case 'x':
      return hexadecimal(value, layout, precision ?? 0);
    case 'f':
      return decimal(run, value, layout, precision ?? 6, directive.alternate, true);
    case 'e':
      return scientific(run, value, layout, precision ?? 6, directive.alternate, true);
    default:
      return general(run, value, layout, precision ?? 6);
  }
}

function character(run: Run, value: Value): string {
  if (typeof value === 'string' && lengthOf(value) === 1) return value;
  if (typeof value === 'number' && value >= 0 && value < 0x110000) return String.fromCodePoint(Math.trunc(value)).toWellFormed();
  throw run.error(`\`%c\` wants a code point or a string of one character, got ${typeof value === 'string' ? `one of ${lengthOf(value)}` : described(value)}`);
}

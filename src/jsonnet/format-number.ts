import { finite } from './finite.ts';
import type { Directive } from './format-parts.ts';
import type { Run } from './run.ts';

/** How a number is laid out: the flags, and the width that is to be filled with zeros. */
type Layout = Pick<Directive, 'blank' | 'plus' | 'alternate' | 'capitals'> & { readonly zeros: number };

/*
 * The language defines formatting by a program of its own, which works out digits with doubles: 0.1 with 20 digits is not
 * what C prints. What follows does the same arithmetic in the same order, so that the same digits come out.
 */

const sign = (negative: boolean, { plus, blank }: Pick<Layout, 'plus' | 'blank'>): string => (negative ? '-' : plus ? '+' : blank ? ' ' : '');

function digitsOf(magnitude: number, radix: number, capitals = false): string {
  let digits = '';
  for (let rest = magnitude; rest !== 0; rest = Math.floor(rest / radix)) digits = (rest % radix).toString(radix) + digits;
  return capitals ? digits.toUpperCase() : digits;
}

const padStart = (digits: string, least: number): string => digits.padStart(Math.ceil(least), '0');

function integer(negative: boolean, magnitude: number, layout: Layout, least: number, radix: number, prefix: string): string {
  const digits = magnitude === 0 ? '0' : prefix + digitsOf(magnitude, radix);
  const room = layout.zeros - (negative || layout.blank || layout.plus ? 1 : 0);
  return sign(negative, layout) + padStart(digits, Math.max(room, least));
}

/** `%d` and `%o`. */
export const whole = (value: number, layout: Layout, precision: number, radix: 8 | 10, prefix: string): string => integer(value <= -1, Math.floor(Math.abs(value)), layout, precision, radix, prefix);

export function hexadecimal(value: number, layout: Layout, precision: number): string {
  const floor = Math.floor(value);
  const digits = floor === 0 ? '0' : digitsOf(Math.abs(floor), 16, layout.capitals);
  const mark = layout.alternate ? (layout.capitals ? '0X' : '0x') : '';
  const room = layout.zeros - (floor < 0 || layout.blank || layout.plus ? 1 : 0) - mark.length;
  return sign(floor < 0, layout) + mark + padStart(digits, Math.max(room, precision));
}

const PLAIN = { zeros: 0, blank: false, plus: false, alternate: false, capitals: false };

/** `%f`. `point`: write the point even with nothing after it; `trailing`: keep zeros at the end. */
export function decimal(run: Run, value: number, layout: Layout, precision: number, point: boolean, trailing: boolean): string {
  const denominator = finite(run, 10 ** precision);
  const numerator = finite(run, Math.abs(value) * denominator) + 0.5;
  const before = value === 0 ? 0 : Math.floor(finite(run, numerator / denominator));
  const fraction = Math.floor(numerator) % denominator;
  const zeros = layout.zeros - precision - (precision === 0 && !point ? 0 : 1);
  const text = integer(value < 0, before, { ...layout, zeros }, 0, 10, '');
  if (precision === 0) return point ? `${text}.` : text;
  if (!trailing && fraction === 0) return text;
  const digits = integer(false, fraction, PLAIN, precision, 10, '');
  return `${text}.${trailing ? digits : digits.replace(/0+$/, '')}`;
}

const exponentOf = (value: number): number => (value === 0 ? 0 : Math.floor(Math.log(Math.abs(value)) / Math.log(10)));

export function scientific(run: Run, value: number, layout: Layout, precision: number, point: boolean, trailing: boolean): string {
  const exponent = exponentOf(value);
  const suffix = (layout.capitals ? 'E' : 'e') + integer(exponent < 0, Math.abs(exponent), { ...PLAIN, zeros: 3, plus: true }, 0, 10, '');
  // 10 ** -324 is no double any more.
  const mantissa = exponent === -324 ? (value * 10) / 10 ** (exponent + 1) : value / 10 ** exponent;
  return decimal(run, mantissa, { ...layout, zeros: layout.zeros - suffix.length }, precision, point, trailing) + suffix;
}

/** `%g`: whichever is shorter. */
export function general(run: Run, value: number, layout: Layout, precision: number): string {
  const exponent = exponentOf(value);
  if (exponent < -4 || exponent >= precision) return scientific(run, value, layout, precision - 1, layout.alternate, layout.alternate);
  return decimal(run, value, layout, precision - Math.max(1, exponent + 1), layout.alternate, layout.alternate);
}

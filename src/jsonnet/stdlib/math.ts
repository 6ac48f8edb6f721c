import { compare } from '../compare.ts';
import { finite } from '../finite.ts';
import { BINARY } from '../operators.ts';
import { type Definition, type Library, native } from './native.ts';

const of = (apply: (x: number) => number): Definition => native('x: number', (run, x) => finite(run, apply(x)));
const is = (test: (x: number) => boolean): Definition => native('x: number', (_run, x) => test(x));

/** `x` as a mantissa from 0.5 up to 1, and an exponent of 2: read off the bits of the double. */
function split(x: number): { mantissa: number; exponent: number } {
  if (x === 0) return { mantissa: x, exponent: 0 };
  const bits = new DataView(new ArrayBuffer(8));
  // The smallest doubles have no exponent of their own: 2^54 times them does.
  const [scaled, offset] = Math.abs(x) < 2 ** -1022 ? [x * 2 ** 54, 54] : [x, 0];
  bits.setFloat64(0, scaled);
  const head = bits.getUint16(0);
  bits.setUint16(0, (head & 0x800f) | (1022 << 4));
  return { mantissa: bits.getFloat64(0), exponent: ((head >> 4) & 0x7ff) - 1022 - offset };
}

export const math: Library = {
  abs: native('n: number', (_run, n) => Math.abs(n)),
  sign: native('n: number', (_run, n) => (n > 0 ? 1 : n < 0 ? -1 : 0)),
  max: native('a: number', 'b: number', (_run, a, b) => Math.max(a, b)),
  min: native('a: number', 'b: number', (_run, a, b) => Math.min(a, b)),
  clamp: native('x: any', 'minVal: any', 'maxVal: any', (run, x, minVal, maxVal) => {
    if (compare(run, x, minVal) < 0) return minVal;
    return compare(run, x, maxVal) > 0 ? maxVal : x;
  }),
  pow: native('x: number', 'n: number', (run, x, n) => finite(run, x ** n)),
  mod: native('a: any', 'b: any', (run, a, b) => BINARY['%'](run, a, b, run.here)),
  modulo: native('x: number', 'y: number', (run, x, y) => BINARY['%'](run, x, y, run.here)),
  hypot: native('x: number', 'y: number', (run, x, y) => finite(run, Math.hypot(x, y))),
  atan2: native('y: number', 'x: number', (_run, y, x) => Math.atan2(y, x)),
  exp: of(Math.exp),
  log: of(Math.log),
  log2: of(Math.log2),
  log10: of(Math.log10),
  exponent: of((x) => split(x).exponent),
  mantissa: of((x) => split(x).mantissa),
  floor: of(Math.floor),
  ceil: of(Math.ceil),
  sqrt: of(Math.sqrt),
  sin: of(Math.sin),
  cos: of(Math.cos),
  tan: of(Math.tan),
  asin: of(Math.asin),
  acos: of(Math.acos),
  atan: of(Math.atan),
  deg2rad: of((x) => (x * Math.PI) / 180),
  rad2deg: of((x) => (x * 180) / Math.PI),
  // Halves go away from zero.
  round: of((x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5)),
  isEven: is((x) => Math.trunc(x) % 2 === 0),
  isOdd: is((x) => Math.trunc(x) % 2 !== 0),
  isInteger: is(Number.isInteger),
  isDecimal: is((x) => !Number.isInteger(x)),
};

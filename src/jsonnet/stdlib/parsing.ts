import { fromJson } from '../json.ts';
import type { Run } from '../run.ts';
import { type Library, native } from './native.ts';

const DIGITS: Readonly<Record<number, RegExp>> = { 8: /^[0-7]+$/, 10: /^-?[0-9]+$/, 16: /^[0-9a-fA-F]+$/ };

/** Digit by digit in doubles, so that long numbers round like everywhere else in the language. */
function parseInteger(run: Run, text: string, base: 8 | 10 | 16): number {
  run.step(text.length / 8);
  if (!(DIGITS[base] as RegExp).test(text)) throw run.error(`${JSON.stringify(text.slice(0, 40))} is not an integer of base ${base}`);
  const negative = text.startsWith('-');
  let value = 0;
  for (const digit of negative ? text.slice(1) : text) value = value * base + Number.parseInt(digit, base);
  if (!Number.isFinite(value)) throw run.error('overflow: the number is too large');
  return negative ? -value : value;
}

function parseJson(run: Run, text: string): unknown {
  run.reserve(text.length);
  try {
    return JSON.parse(text);
  } catch (problem) {
    if (problem instanceof SyntaxError) throw run.error(`std.parseJson: ${problem.message}`);
    throw problem;
  }
}

export const parsing: Library = {
  parseInt: native('str: string', (run, str) => parseInteger(run, str, 10)),
  parseOctal: native('str: string', (run, str) => parseInteger(run, str, 8)),
  parseHex: native('str: string', (run, str) => parseInteger(run, str, 16)),
  parseJson: native('str: string', (run, str) => fromJson(run, parseJson(run, str), 'the JSON')),
  parseYaml: native('str: string', (run) => {
    throw run.error('std.parseYaml is not available here: hand the data over as JSON');
  }),
};

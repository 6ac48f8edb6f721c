import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stylesheet } from '../../src/pages/assets.ts';

type Tokens = ReadonlyMap<string, string>;
const tokensOf = (block: string): Tokens => new Map([...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map((match): [string, string] => [match[1] ?? '', match[2] ?? '']));
const roots = [...stylesheet.content.matchAll(/:root \{([^}]*)\}/g)].map((match) => tokensOf(match[1] ?? ''));

/** WCAG 2.2, relative luminance and contrast ratio. */
const channel = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const TEXT = [
  ['ink', 'paper'],
  ['ink', 'grey-1'],
  ['ink', 'grey-2'],
  ['grey-4', 'paper'],
  ['grey-4', 'grey-1'],
  ['accent', 'paper'],
  ['accent', 'grey-1'],
  ['danger', 'paper'],
  ['danger', 'grey-1'],
  ['on-accent', 'accent'],
  ['on-danger', 'danger'],
] as const;
/** Edges of controls, and the focus ring. */
const EDGES = [
  ['grey-3', 'paper'],
  ['grey-3', 'grey-1'],
  ['accent', 'paper'],
  ['accent', 'grey-1'],
] as const;

test('there are a light and a dark set of colours, with the same names', () => {
  assert.equal(roots.length, 2);
  assert.deepEqual([...roots[1]!.keys()], [...roots[0]!.keys()]);
});

for (const [theme, tokens] of [
  ['light', roots[0]!],
  ['dark', roots[1]!],
] as const) {
  for (const [front, back] of TEXT)
    test(`${theme}: ${front} can be read on ${back}`, () => {
      const ratio = contrast(tokens.get(front)!, tokens.get(back)!);
      assert.ok(ratio >= 4.5, `${ratio.toFixed(2)} : 1`);
    });
  for (const [front, back] of EDGES)
    test(`${theme}: an edge in ${front} can be seen on ${back}`, () => {
      const ratio = contrast(tokens.get(front)!, tokens.get(back)!);
      assert.ok(ratio >= 3, `${ratio.toFixed(2)} : 1`);
    });
}

test('no colour stands in the style sheet outside the tokens', () => {
  const rules = stylesheet.content.replace(/:root \{[^}]*\}/g, '').replaceAll('background: #ffffff;', '');
  assert.doesNotMatch(rules, /#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i);
});

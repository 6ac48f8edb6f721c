import type { Token } from './lexer.ts';

/** Operators between two operands, from the loosest to the tightest. */
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>=', 'in'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const PRECEDENCE = new Map(LEVELS.flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level])));

/** Above all of them: what operators before an operand bind. */
export const TIGHTEST = LEVELS.length;

export const precedenceOf = ({ kind, text }: Token): number | undefined => (kind === 'symbol' || kind === 'keyword' ? PRECEDENCE.get(text) : undefined);

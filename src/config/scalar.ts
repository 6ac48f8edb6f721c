import type { Rule } from './spec.ts';
import { formatDuration, parseDuration, parseSize } from './units.ts';

export type ScalarRule = Exclude<Rule, { kind: 'object' | 'record' | 'list' | 'variants' | 'any' }>;
type Wrong = (text: string) => undefined;

/** Checks a single value and turns it into what the program uses: milliseconds, bytes. Text is never repeated in a problem: it may be a secret. */
export function checkScalar(rule: ScalarRule, value: unknown, wrong: Wrong): string | number | boolean | null | undefined {
  switch (rule.kind) {
    case 'text':
      return checkText(rule, value, wrong);
    case 'url':
      return typeof value === 'string' ? checkUrl(rule, value, wrong) : wrong('must be an address in quotes or plain text');
    case 'choice':
      return typeof value === 'string' && rule.of.includes(value) ? value : wrong(`must be ${oneOf(rule.of)}, not ${show(value)}`);
    case 'integer':
      return Number.isInteger(value) && Number(value) >= rule.min && Number(value) <= rule.max ? Number(value) : wrong(`must be a whole number ${range(rule)}, not ${show(value)}`);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(`must be true or false, not ${show(value)}`);
    case 'duration':
      return checkDuration(rule, value, wrong);
    case 'size': {
      const bytes = typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : parseSize(typeof value === 'string' ? value : '');
      return bytes ?? wrong(`must be a size such as 19MB or 1GB, not ${show(value)}`);
    }
  }
}

function checkText({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Extract<Rule, { kind: 'text' }>, value: unknown, wrong: Wrong): string | undefined {
  if (typeof value !== 'string') return wrong(typeof value === 'number' || typeof value === 'boolean' ? 'must be text: put it in quotes' : 'must be text');
  const { length } = value;
  if (length >= minLength && length <= maxLength) return value;
  if (minLength === maxLength) return wrong(`must have exactly ${minLength} characters, has ${length}`);
  return wrong(length < minLength ? (length === 0 ? 'must not be empty' : `must have at least ${minLength} characters, has ${length}`) : `must have at most ${maxLength} characters, has ${length}`);
}

function checkDuration({ min, none }: Extract<Rule, { kind: 'duration' }>, value: unknown, wrong: Wrong): number | null | undefined {
  if (none && value === 'none') return null;
  const ms = value === 0 ? 0 : parseDuration(typeof value === 'string' ? value : '');
  if (ms === undefined) return wrong(`must be a duration such as 10s, 15m or 1h30m${none ? ', or none' : ''}, not ${show(value)}`);
  return ms >= min ? ms : wrong(`must be at least ${formatDuration(min)}, not ${show(value)}`);
}

/** Schemes that run or read something on the machine that opens them. */
const DANGEROUS = ['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'view-source'];

function checkUrl({ schemes, relative, wildcard }: Extract<Rule, { kind: 'url' }>, value: string, wrong: Wrong): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (/[\u0000-\u0020\\\u007f]/.test(value)) return wrong('must be an address without blanks, backslashes and control characters');
  if (scheme === undefined) {
    const example = schemes.length === 0 || schemes.includes('http') ? 'https://example.org/path' : `${schemes[0]}://…`;
    return relative && /^\/(?!\/)/.test(value) ? value : wrong(`must be a whole address such as ${example}${relative ? ', or a path that starts with /' : ''}`);
  }
  if (schemes.length === 0 && DANGEROUS.includes(scheme)) return wrong(`must not start with ${scheme}:`);
  if (schemes.length > 0 && !schemes.includes(scheme)) return wrong(`must start with ${oneOf(schemes.map((name) => `${name}://`))}`);
  if (scheme === 'file' || scheme === 'base64') return value.length > `${scheme}://`.length && value.startsWith(`${scheme}://`) ? value : wrong(`has nothing after ${scheme}://`);
  if (!URL.canParse(value)) return wrong('is no address that can be read');
  const url = new URL(value);
  if ((scheme === 'http' || scheme === 'https') && (url.username !== '' || url.password !== '')) return wrong('must not hold a user or password');
  if (value.includes('*') && !(wildcard && isSafeWildcard(url)))
    return wrong(wildcard ? "must have `*` only as the first label of a host below a domain of one's own, such as https://*.example.org" : 'must not have a `*`');
  return value;
}

/** `*.example.org`, not `*.org`, `*.co.uk`, `*` or `a*.example.org`: whoever owns another domain there would be let in. */
function isSafeWildcard(url: URL): boolean {
  const [first, ...domain] = url.hostname.split('.');
  const isPublicSuffix = domain.length < 2 || (domain.length === 2 && /^(?:com?|org?|net|gov|gob|edu|ac|mil|ne)$/.test(domain[0] ?? '') && domain[1]?.length === 2);
  return first === '*' && !isPublicSuffix && !domain.join('.').includes('*') && !`${url.pathname}${url.search}`.includes('*');
}

const oneOf = (values: readonly string[]): string => (values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);
const range = ({ min, max }: { min: number; max: number }): string => (max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`);

function show(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}

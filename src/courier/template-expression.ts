/** What an expression sees: `.` and `$`. */
export interface Scope {
  readonly dot: unknown;
  readonly root: unknown;
}

export type Expression = (scope: Scope) => unknown;

/** Go's and Sprig's functions, as far as mails need them. */
const FUNCTIONS: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = {
  eq: (first, ...others) => others.some((other) => first === other),
  ne: (first, other) => first !== other,
  not: (value) => !truthy(value),
  and: (...values) => values.find((value, i) => !truthy(value) || i === values.length - 1),
  or: (...values) => values.find((value, i) => truthy(value) || i === values.length - 1),
  index: (value, ...path) => valueAt(value, path.map(String)),
  len: (value) => (typeof value === 'string' ? [...value].length : typeof value === 'object' && value !== null ? Object.keys(value).length : 0),
  default: (fallback, value) => (truthy(value) ? value : fallback),
  lower: (value) => shown(value).toLowerCase(),
  upper: (value) => shown(value).toUpperCase(),
  trim: (value) => shown(value).trim(),
  hasPrefix: (prefix, value) => shown(value).startsWith(shown(prefix)),
};

/** A field, a text, a number or a name, which something parts from what follows; or what parts them. */
const TOKEN = /\s*(?:(?:\$?\.(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?|\$|"(?:\\.|[^"\\])*"|`[^`]*`|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)(?=[\s()|]|$)|[()|])/y;

/**
 * `.Identity.traits.name`, `"text"`, `eq .a "b"`, `or (eq .a "b") .c`, `.name | default "you"`.
 * @throws Error that names what cannot be understood
 */
export function parseExpression(source: string): Expression {
  const refuse = (what: string): never => {
    throw new Error(`{{ ${source} }} ${what}`);
  };
  const tokens = tokensOf(source) ?? refuse('is not understood here');
  let at = 0;

  function pipeline(): Expression {
    let value = command();
    for (; tokens[at] === '|'; ) {
      at += 1;
      value = command(value);
    }
    return value;
  }

  /** A function with all that follows it, or one value. @param piped goes last */
  function command(piped?: Expression): Expression {
    const name = tokens[at] ?? refuse('ends too early');
    if (!/^[A-Za-z_]/.test(name) || name === 'true' || name === 'false' || name === 'nil') {
      const value = operand();
      return piped === undefined ? value : refuse(`sends a value to ${name}, which is no function`);
    }
    at += 1;
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (call === undefined) return refuse(`needs ${name}, which is not known here; known are ${Object.keys(FUNCTIONS).join(', ')}`);
    const given: Expression[] = [];
    while (at < tokens.length && tokens[at] !== ')' && tokens[at] !== '|') given.push(operand());
    if (piped !== undefined) given.push(piped);
    return given.length === 0 ? refuse(`gives nothing to ${name}`) : (scope) => call(...given.map((value) => value(scope)));
  }

  function operand(): Expression {
    const token = tokens[at++] ?? refuse('ends too early');
    if (token === '(') {
      const inner = pipeline();
      return tokens[at++] === ')' ? inner : refuse('has a ( that is not closed');
    }
    if (token.startsWith('"')) return constant(textOf(token) ?? refuse('has a text that is not understood'));
    if (token.startsWith('`')) return constant(token.slice(1, -1));
    if (/^-?\d/.test(token)) return constant(Number(token));
    if (token === 'true' || token === 'false' || token === 'nil') return constant(token === 'nil' ? undefined : token === 'true');
    const [, root, path = ''] = /^(\$?)\.?(.*)$/.exec(token) ?? [];
    if (!/^[$.]/.test(token)) return refuse(`is not understood at ${token}`);
    const names = path === '' ? [] : path.split('.');
    return (scope) => valueAt(root === '$' ? scope.root : scope.dot, names);
  }

  const whole = pipeline();
  return at === tokens.length ? whole : refuse(`is not understood at ${tokens[at]}`);
}

const constant =
  (value: unknown): Expression =>
  () =>
    value;

function textOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function tokensOf(source: string): readonly string[] | undefined {
  const text = source.trim();
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    found.push(match[0].trim());
  }
  return found;
}

/** Undefined where nothing is. */
export function valueAt(data: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return data;
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? valueAt((data as Readonly<Record<string, unknown>>)[name], rest) : undefined;
}

/** As in Go: not for nothing, zero, and what is empty. */
export const truthy = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value));

/** Go writes `<no value>` for what is missing; here it is nothing. */
export const shown = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean));

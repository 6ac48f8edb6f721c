import type { Assertion, Bind, FieldNode, Node, Parameter, Visibility } from './ast.ts';
import type { JsonnetError, Position } from './error.ts';
import type { Token } from './lexer.ts';

/** What reading an object needs of the parser of expressions. */
interface Expressions {
  readonly token: Token;
  at(text: string): boolean;
  takes(text: string): boolean;
  take(): Token;
  expect(text: string): Token;
  expression(): Node;
  binds(): Bind[];
  bound(name: string, parameters: readonly Parameter[] | undefined, at: Position): Node;
  parameters(): Parameter[];
  clauses(): import('./ast.ts').Clause[];
  error(problem: string, at?: Position): JsonnetError;
  unexpected(wanted: string): JsonnetError;
}

const SEPARATORS: Readonly<Record<string, Visibility>> = { ':': 'inherit', '::': 'hidden', ':::': 'visible' };

/** The rest of an object whose brace, at `at`, is taken already. */
export function parseObject(parser: Expressions, at: Position): Node {
  const locals: Bind[] = [];
  const asserts: Assertion[] = [];
  const fields: FieldNode[] = [];
  let comma = true;
  while (!parser.at('}')) {
    if (parser.at('for')) return comprehension(parser, at, locals, asserts, fields);
    if (!comma) throw parser.unexpected('`,` or `}`');
    if (parser.takes('local')) local(parser, locals);
    else if (parser.at('assert')) asserts.push(assertion(parser));
    else fields.push(field(parser, fields));
    comma = parser.takes(',');
  }
  parser.expect('}');
  return { kind: 'object', locals, asserts, fields, at };
}

/** An object's `local` binds one name: a comma ends it. */
function local(parser: Expressions, locals: Bind[]): void {
  const at = parser.token;
  if (at.kind !== 'name') throw parser.unexpected('a name');
  if (locals.some(({ name }) => name === at.text)) throw parser.error(`the local \`${at.text}\` is bound twice`, at);
  parser.take();
  const parameters = parser.at('(') ? parser.parameters() : undefined;
  parser.expect('=');
  locals.push({ name: at.text, value: parser.bound(at.text, parameters, at), at });
}

function assertion(parser: Expressions): Assertion {
  const at = parser.take();
  const condition = parser.expression();
  return { condition, message: parser.takes(':') ? parser.expression() : undefined, at };
}

function field(parser: Expressions, before: readonly FieldNode[]): FieldNode {
  const at = parser.token;
  let name: string | Node;
  if (at.kind === 'name' || at.kind === 'string') {
    name = parser.take().text;
    if (before.some((other) => other.name === name)) throw parser.error(`the field ${JSON.stringify(name)} stands here twice`, at);
  } else if (parser.takes('[')) {
    name = parser.expression();
    parser.expect(']');
  } else throw parser.unexpected('a field, `local` or `assert`');
  const parameters = parser.at('(') ? parser.parameters() : undefined;
  const separator = parser.token;
  const plus = separator.kind === 'symbol' && separator.text.startsWith('+');
  const visibility = separator.kind === 'symbol' ? SEPARATORS[plus ? separator.text.slice(1) : separator.text] : undefined;
  if (visibility === undefined) throw parser.unexpected('`:`, `::` or `:::`');
  parser.take();
  if (plus && parameters !== undefined) throw parser.error('a function cannot be added to a field: write `:` instead of `+:`', separator);
  return { name, visibility, plus, value: parser.bound(typeof name === 'string' ? name : 'function', parameters, at), at };
}

function comprehension(parser: Expressions, at: Position, locals: readonly Bind[], asserts: readonly Assertion[], fields: readonly FieldNode[]): Node {
  const [only] = fields;
  if (only === undefined || fields.length > 1 || typeof only.name === 'string') throw parser.error('an object comprehension has one field, and computes its name: `{ [name]: value for … }`');
  if (asserts.length > 0) throw parser.error('an object comprehension cannot hold an assert', asserts[0]?.at);
  if (only.visibility !== 'inherit') throw parser.error('the fields of an object comprehension cannot be hidden or made visible', only.at);
  const clauses = parser.clauses();
  parser.expect('}');
  return { kind: 'object comprehension', locals, field: only, name: only.name, clauses, at };
}

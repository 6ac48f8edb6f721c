import type { BinaryOperator, Bind, Clause, Node, Parameter, UnaryOperator } from './ast.ts';
import { JsonnetError, type Position } from './error.ts';
import { type Token, tokenize } from './lexer.ts';
import { parseObject } from './parser-object.ts';
import { precedenceOf, TIGHTEST } from './precedence.ts';

/** How deep expressions may stand in one another; also what the compiler walks through at most. */
export const DEEPEST_PROGRAM = 400;

export function parse(source: string, file: string): Node {
  const parser = new Parser(tokenize(source, file), file);
  const program = parser.expression();
  parser.expectEnd();
  return program;
}

/** A recursive descent over the tokens; operators by their precedence. */
export class Parser {
  readonly #tokens: readonly Token[];
  readonly #file: string;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], file: string) {
    this.#tokens = tokens;
    this.#file = file;
  }

  get token(): Token {
    return this.#tokens[this.#next] as Token;
  }

  error(problem: string, at: Position = this.token): JsonnetError {
    return new JsonnetError(problem, this.#file, at);
  }

  unexpected(wanted: string): JsonnetError {
    const { kind, text } = this.token;
    const found = kind === 'string' ? 'a string' : kind === 'end' ? text : `\`${text}\``;
    return this.error(`expected ${wanted}, found ${found}`);
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }

  /** Whether the next token is this symbol or keyword. */
  at(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.kind === 'symbol' || token.kind === 'keyword');
  }

  /** Takes this symbol or keyword if it is next. */
  takes(text: string): boolean {
    const found = this.at(text);
    if (found) this.#next += 1;
    return found;
  }

  expect(text: string): Token {
    if (!this.at(text)) throw this.unexpected(`\`${text}\``);
    return this.take();
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.unexpected('the end of the program');
  }

  name(): Token {
    if (this.token.kind !== 'name') throw this.unexpected('a name');
    return this.take();
  }

  expression(level = 0): Node {
    this.#depth += 1;
    if (this.#depth > DEEPEST_PROGRAM) throw this.error('the program is nested too deeply');
    const node = this.#binary(level);
    this.#depth -= 1;
    return node;
  }

  #binary(level: number): Node {
    let left = this.#unary();
    for (;;) {
      const { token } = this;
      const precedence = precedenceOf(token);
      if (precedence === undefined || precedence < level) return left;
      this.take();
      if (token.text === 'in' && this.takes('super')) left = { kind: 'in super', name: left, at: token };
      else left = { kind: 'binary', operator: token.text as BinaryOperator, left, right: this.expression(precedence + 1), at: token };
    }
  }

  #unary(): Node {
    const { token } = this;
    if (token.kind === 'symbol' && '+-!~'.includes(token.text)) {
      this.take();
      return { kind: 'unary', operator: token.text as UnaryOperator, operand: this.expression(TIGHTEST), at: token };
    }
    return this.#open() ?? this.#postfix(this.#primary());
  }

  /** What reaches as far to the right as it can. */
  #open(): Node | undefined {
    const { token } = this;
    if (token.kind !== 'keyword') return undefined;
    switch (token.text) {
      case 'local': {
        this.take();
        const binds = this.binds();
        this.expect(';');
        return { kind: 'local', binds, body: this.expression(), at: token };
      }
      case 'if': {
        this.take();
        const condition = this.expression();
        this.expect('then');
        const then = this.expression();
        return { kind: 'if', condition, then, else: this.takes('else') ? this.expression() : undefined, at: token };
      }
      case 'function': {
        this.take();
        return { kind: 'function', name: 'function', parameters: this.parameters(), body: this.expression(), at: token };
      }
      case 'assert': {
        this.take();
        const condition = this.expression();
        const message = this.takes(':') ? this.expression() : undefined;
        this.expect(';');
        return { kind: 'assert', condition, message, body: this.expression(), at: token };
      }
      case 'error':
        this.take();
        return { kind: 'error', message: this.expression(), at: token };
      case 'import':
      case 'importstr':
      case 'importbin':
        throw this.error(`\`${token.text}\` is not available: programs here read no files`);
      default:
        return undefined;
    }
  }

  #primary(): Node {
    const at = this.take();
    if (at.kind === 'number') {
      const value = Number(at.text);
      if (!Number.isFinite(value)) throw this.error('the number is too large', at);
      return { kind: 'literal', value, at };
    }
    if (at.kind === 'string') return { kind: 'literal', value: at.text, at };
    if (at.kind === 'name') return { kind: 'variable', name: at.text, at };
    switch (at.kind === 'end' ? '' : at.text) {
      case 'null':
        return { kind: 'literal', value: null, at };
      case 'true':
      case 'false':
        return { kind: 'literal', value: at.text === 'true', at };
      case 'self':
        return { kind: 'self', at };
      case '$':
        return { kind: 'root', at };
      case 'super':
        if (this.takes('.')) return { kind: 'super', index: this.#fieldName(), at };
        if (!this.takes('[')) throw this.unexpected('`.` or `[` after `super`');
        return { kind: 'super', index: this.#closed(this.expression(), ']'), at };
      case '(':
        return this.#closed(this.expression(), ')');
      case '[':
        return this.#array(at);
      case '{':
        return parseObject(this, at);
      default:
        if (at.kind !== 'end') this.#next -= 1;
        throw this.unexpected('an expression');
    }
  }

  #closed(node: Node, bracket: string): Node {
    this.expect(bracket);
    return node;
  }

  #fieldName(): Node {
    const at = this.name();
    return { kind: 'literal', value: at.text, at };
  }

  #postfix(first: Node): Node {
    let target = first;
    for (;;) {
      const at = this.token;
      if (this.takes('.')) target = { kind: 'index', target, index: this.#fieldName(), at };
      else if (this.takes('[')) target = this.#indexOrSlice(target, at);
      else if (this.takes('(')) target = this.#call(target, at);
      else if (this.takes('{')) target = { kind: 'binary', operator: '+', left: target, right: parseObject(this, at), at };
      else return target;
    }
  }

  #indexOrSlice(target: Node, at: Position): Node {
    const parts: (Node | undefined)[] = [undefined];
    while (!this.at(']')) {
      if (this.takes(':')) parts.push(undefined);
      else if (this.takes('::')) parts.push(undefined, undefined);
      else if (parts.at(-1) === undefined) parts[parts.length - 1] = this.expression();
      else throw this.unexpected('`]`');
    }
    this.expect(']');
    const [from, to, step] = parts;
    if (parts.length > 3) throw this.error('a slice has three parts at most', at);
    if (parts.length > 1) return { kind: 'slice', target, from, to, step, at };
    if (from === undefined) throw this.error('expected an index between the brackets', at);
    return { kind: 'index', target, index: from, at };
  }

  #call(target: Node, at: Position): Node {
    const positional: Node[] = [];
    const named: { name: string; value: Node }[] = [];
    while (!this.at(')')) {
      const { token } = this;
      if (token.kind === 'name' && this.#tokens[this.#next + 1]?.kind === 'symbol' && this.#tokens[this.#next + 1]?.text === '=') {
        this.#next += 2;
        if (named.some(({ name }) => name === token.text)) throw this.error(`the argument \`${token.text}\` is given twice`, token);
        named.push({ name: token.text, value: this.expression() });
      } else if (named.length > 0) throw this.error('an argument without a name cannot follow one with a name');
      else positional.push(this.expression());
      if (!this.takes(',')) break;
    }
    this.expect(')');
    return { kind: 'call', target, positional, named, tailstrict: this.takes('tailstrict'), at };
  }

  #array(at: Position): Node {
    const elements: Node[] = [];
    while (!this.at(']')) {
      elements.push(this.expression());
      const comma = this.takes(',');
      if (elements.length === 1 && this.at('for')) {
        const clauses = this.clauses();
        this.expect(']');
        return { kind: 'array comprehension', element: elements[0] as Node, clauses, at };
      }
      if (!comma) break;
    }
    this.expect(']');
    return { kind: 'array', elements, at };
  }

  /** `for name in array`, then any of `for` and `if`. */
  clauses(): Clause[] {
    const clauses: Clause[] = [];
    for (;;) {
      const at = this.token;
      if (this.takes('for')) {
        const name = this.name().text;
        this.expect('in');
        clauses.push({ kind: 'for', name, array: this.expression(), at });
      } else if (clauses.length > 0 && this.takes('if')) clauses.push({ kind: 'if', condition: this.expression(), at });
      else return clauses;
    }
  }

  /** What follows `local`: `a = 1, f(x) = x`. */
  binds(): Bind[] {
    const binds: Bind[] = [];
    do {
      const at = this.name();
      if (binds.some(({ name }) => name === at.text)) throw this.error(`the local \`${at.text}\` is bound twice`, at);
      const parameters = this.at('(') ? this.parameters() : undefined;
      this.expect('=');
      binds.push({ name: at.text, value: this.bound(at.text, parameters, at), at });
    } while (this.takes(','));
    return binds;
  }

  /** The value of a bind or field called `name`: a function if it has parameters. */
  bound(name: string, parameters: readonly Parameter[] | undefined, at: Position): Node {
    const value = this.expression();
    if (parameters !== undefined) return { kind: 'function', name, parameters, body: value, at };
    return value.kind === 'function' ? { ...value, name } : value;
  }

  parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    this.expect('(');
    while (!this.at(')')) {
      const at = this.name();
      if (parameters.some(({ name }) => name === at.text)) throw this.error(`the parameter \`${at.text}\` is named twice`, at);
      parameters.push({ name: at.text, default: this.takes('=') ? this.expression() : undefined, at });
      if (!this.takes(',')) break;
    }
    this.expect(')');
    return parameters;
  }
}

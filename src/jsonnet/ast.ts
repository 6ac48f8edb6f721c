import type { Position } from './error.ts';

/** A program as it was read. What the language defines as a short form of something else is written out by the parser, except where errors would get harder to read. */
export type Node =
  | Literal
  | Self
  | Root
  | Variable
  | Index
  | SuperIndex
  | InSuper
  | Slice
  | Call
  | ArrayNode
  | ArrayComprehension
  | ObjectNode
  | ObjectComprehension
  | Local
  | If
  | Binary
  | Unary
  | FunctionNode
  | Assert
  | ErrorNode;

export type UnaryOperator = '+' | '-' | '!' | '~';
export type BinaryOperator = '*' | '/' | '%' | '+' | '-' | '<<' | '>>' | '<' | '>' | '<=' | '>=' | 'in' | '==' | '!=' | '&' | '^' | '|' | '&&' | '||';

interface At {
  readonly at: Position;
}
export interface Literal extends At {
  readonly kind: 'literal';
  readonly value: null | boolean | number | string;
}
export interface Self extends At {
  readonly kind: 'self';
}
/** `$` */
export interface Root extends At {
  readonly kind: 'root';
}
export interface Variable extends At {
  readonly kind: 'variable';
  readonly name: string;
}
/** `a.b` and `a[b]` */
export interface Index extends At {
  readonly kind: 'index';
  readonly target: Node;
  readonly index: Node;
}
export interface SuperIndex extends At {
  readonly kind: 'super';
  readonly index: Node;
}
export interface InSuper extends At {
  readonly kind: 'in super';
  readonly name: Node;
}
export interface Slice extends At {
  readonly kind: 'slice';
  readonly target: Node;
  readonly from: Node | undefined;
  readonly to: Node | undefined;
  readonly step: Node | undefined;
}
export interface Call extends At {
  readonly kind: 'call';
  readonly target: Node;
  readonly positional: readonly Node[];
  readonly named: readonly { readonly name: string; readonly value: Node }[];
  readonly tailstrict: boolean;
}
export interface ArrayNode extends At {
  readonly kind: 'array';
  readonly elements: readonly Node[];
}
/** `for name in array`, or `if condition` */
export type Clause = { readonly kind: 'for'; readonly name: string; readonly array: Node; readonly at: Position } | { readonly kind: 'if'; readonly condition: Node; readonly at: Position };
export interface ArrayComprehension extends At {
  readonly kind: 'array comprehension';
  readonly element: Node;
  readonly clauses: readonly Clause[];
}
export interface Bind extends At {
  readonly name: string;
  readonly value: Node;
}
/** `:` is `inherit`: visible unless what it overrides is hidden. */
export type Visibility = 'inherit' | 'hidden' | 'visible';
export interface FieldNode extends At {
  /** Known when the program is read, or computed. */
  readonly name: string | Node;
  readonly visibility: Visibility;
  /** `+:` */
  readonly plus: boolean;
  readonly value: Node;
}
export interface Assertion extends At {
  readonly condition: Node;
  readonly message: Node | undefined;
}
export interface ObjectNode extends At {
  readonly kind: 'object';
  readonly locals: readonly Bind[];
  readonly asserts: readonly Assertion[];
  readonly fields: readonly FieldNode[];
}
export interface ObjectComprehension extends At {
  readonly kind: 'object comprehension';
  readonly locals: readonly Bind[];
  readonly field: FieldNode;
  readonly name: Node;
  readonly clauses: readonly Clause[];
}
export interface Local extends At {
  readonly kind: 'local';
  readonly binds: readonly Bind[];
  readonly body: Node;
}
export interface If extends At {
  readonly kind: 'if';
  readonly condition: Node;
  readonly then: Node;
  readonly else: Node | undefined;
}
export interface Binary extends At {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}
export interface Unary extends At {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Node;
}
export interface Parameter extends At {
  readonly name: string;
  readonly default: Node | undefined;
}
export interface FunctionNode extends At {
  readonly kind: 'function';
  /** What it is bound to, for those who read errors. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Node;
}
export interface Assert extends At, Assertion {
  readonly kind: 'assert';
  readonly body: Node;
}
export interface ErrorNode extends At {
  readonly kind: 'error';
  readonly message: Node;
}

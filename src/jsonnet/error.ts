/** A place in the source, both counted from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that was under way when an evaluation failed, e.g. `call of f` or `field name`. */
export interface Frame extends Position {
  readonly what: string;
}

const LONGEST_PROBLEM = 2000;

/**
 * Whatever goes wrong in a program: it cannot be read, it fails, it says `error`, it asks for more than its budget.
 * Nothing else is ever thrown by this folder.
 */
export class JsonnetError extends Error {
  override readonly name = 'JsonnetError';
  /** What is wrong, without the place. The text of `error 'text'` stands here as it is, cut after 2,000 characters. */
  readonly problem: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What was under way, the innermost first; empty when the program could not be read. */
  readonly frames: readonly Frame[];

  constructor(problem: string, file: string, at: Position, frames: readonly Frame[] = []) {
    const short = problem.length > LONGEST_PROBLEM ? `${problem.slice(0, LONGEST_PROBLEM)}…` : problem;
    super(`${file}:${at.line}:${at.column}: ${short}`);
    this.problem = short;
    this.file = file;
    this.line = at.line;
    this.column = at.column;
    this.frames = frames;
  }
}

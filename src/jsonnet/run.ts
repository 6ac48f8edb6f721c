import { type Frame, JsonnetError, type Position } from './error.ts';

/** What one evaluation may use. */
export interface Limits {
  /** Calls, values worked out, elements visited, and 64 characters of text read each count as one. */
  readonly steps: number;
  /** Bytes of all that is made, by estimate; what is thrown away still counts. */
  readonly memory: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 1_000_000, memory: 64 * 1024 * 1024 };

/** Calls and values under way inside one another: the reference implementations' default as well. */
const MOST_FRAMES = 500;
/**
 * JavaScript frames that these may take, by estimate: each one weighs as much as its expression is deep, plus `FRAME`; a level
 * of a value that is walked through weighs `LEVEL`. Node's default stack of 984 KiB takes 7,000 or more, whatever they are.
 */
const MOST_WEIGHT = 4000;
const FRAME = 3;
const LEVEL = 6;
const FRAMES_SHOWN = 50;

const CHARACTERS_A_STEP = 64;

/** One evaluation: what is left of its budget and what it is busy with. It ends with its first error. */
export class Run {
  readonly file: string;
  readonly trace: (text: string, at: Position) => void;
  readonly #frames: Frame[] = [];
  #weight = 0;
  #steps: number;
  #memory: number;

  constructor(file: string, limits: Limits, trace: (text: string, at: Position) => void) {
    this.file = file;
    this.trace = trace;
    this.#steps = limits.steps;
    this.#memory = limits.memory;
  }

  /** The innermost thing under way; there is always one, the program is entered first. */
  get here(): Frame {
    return this.#frames[this.#frames.length - 1] as Frame;
  }

  /** Counts `count` units of work of about the same cost. Nothing is ever given back. */
  step(count = 1): void {
    this.#steps -= Math.max(0, count);
    if (!(this.#steps >= 0)) throw this.error('the budget of steps is used up');
  }

  /** Counts reading that many characters. */
  read(characters: number): void {
    this.step(characters / CHARACTERS_A_STEP);
  }

  /** Counts bytes before they are taken. */
  allocate(bytes: number): void {
    this.#memory -= Math.max(0, bytes);
    if (!(this.#memory >= 0)) throw this.error('the budget of memory is used up');
  }

  /** A text just made: both its memory and the work of making it. */
  made(text: string): string {
    this.reserve(text.length);
    return text;
  }

  /** What `made` counts, for a text that is too dangerous to make before it is known to be short enough. */
  reserve(characters: number): void {
    this.allocate(24 + 2 * characters);
    this.step(characters / CHARACTERS_A_STEP);
  }

  /** Begins a call or a value; its expression is `height` deep. An error leaves everything entered, so that it can be shown. */
  enter(frame: Frame, height: number): void {
    this.#frames.push(frame);
    this.#weight += height + FRAME;
    if (this.#frames.length > MOST_FRAMES || this.#weight > MOST_WEIGHT) throw this.error('max stack frames exceeded: too many calls and values inside one another');
  }

  leave(height: number): void {
    this.#frames.pop();
    this.#weight -= height + FRAME;
  }

  /** One level deeper into a value that is walked through. */
  descend(): void {
    this.step();
    this.#weight += LEVEL;
    if (this.#weight > MOST_WEIGHT) throw this.error('max stack frames exceeded: the value is nested too deeply');
  }

  ascend(): void {
    this.#weight -= LEVEL;
  }

  error(problem: string, at: Position = this.here): JsonnetError {
    const frames = this.#frames.slice(-FRAMES_SHOWN).reverse();
    return new JsonnetError(problem, this.file, at, frames);
  }
}

/** Where a name stands: in the environment `up` steps further out, at that slot. */
export interface Place {
  readonly up: number;
  readonly slot: number;
}

/** What the environment at one place of the program will hold, known before it runs. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #slots: ReadonlyMap<string, number>;
  readonly #isObject: boolean;

  constructor(parent: Scope | undefined, names: readonly string[], isObject = false) {
    this.#parent = parent;
    this.#slots = new Map(names.map((name, slot) => [name, slot]));
    this.#isObject = isObject;
  }

  find(name: string): Place | undefined {
    let up = 0;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      const slot = scope.#slots.get(name);
      if (slot !== undefined) return { up, slot };
      up += 1;
    }
    return undefined;
  }

  /** How far out the object around this place is (`self`), or the outermost one (`$`). */
  object(which: 'innermost' | 'outermost'): number | undefined {
    let found: number | undefined;
    let up = 0;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      if (scope.#isObject) {
        found = up;
        if (which === 'innermost') break;
      }
      up += 1;
    }
    return found;
  }
}

import type { Config } from '../config/config.ts';
import { type FormIssue, ValidationError } from '../errors.ts';
import type { Fields } from '../http/body.ts';
import type { Draft } from './flow.ts';

/** A refusal after which the form asks for something it has not asked for before: what it needs for that is the method's next draft. */
export class RefusedForNow<D> extends ValidationError {
  readonly draft: D;
  constructor(draft: D, ...issues: FormIssue[]) {
    super(...issues);
    this.draft = draft;
  }
}

/** What a method says of its draft after a refused submit to it. */
interface Refusing {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: each method knows its own draft.
  afterRefusal?(draft: any, body: Fields, config: Config): unknown;
}

/** The drafts of a flow after a submit to one of its methods was refused. */
export function draftAfterRefusal(draft: Draft, method: Refusing | undefined, error: ValidationError, body: Fields, config: Config): Draft {
  if (method === undefined) return draft;
  if (error instanceof RefusedForNow) return { ...draft, [method.id]: error.draft };
  return method.afterRefusal && method.id in draft ? { ...draft, [method.id]: method.afterRefusal(draft[method.id], body, config) } : draft;
}

import { hooksBefore, isAskedBefore } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import type { Write } from '../db/database.ts';
import { ApiError, ValidationError } from '../errors.ts';
import { answerOf } from './asked.ts';
import type { Occasion } from './context.ts';
import { queued } from './told.ts';

/**
 * Asks the web hooks that stand before a flow, and tells those whose answer does not matter. @returns what is to be written with
 * the flow @throws ApiError 400 if one says no: there is no form yet to say it in; 502 or 504 if one does not answer as it should
 */
export async function askBefore(core: Core, occasion: Pick<Occasion, 'flow' | 'exchange'>): Promise<Write[]> {
  const writes: Write[] = [];
  for (const hook of hooksBefore(core.config, occasion.flow.kind)) {
    if (isAskedBefore(hook)) await answerOf(core, hook, occasion).catch(refuse);
    else writes.push(...queued(core, hook, occasion));
  }
  return writes;
}

function refuse(error: unknown): never {
  if (!(error instanceof ValidationError)) throw error;
  const messages = error.issues.map(({ message }) => message);
  throw new ApiError(400, { reason: messages.map(({ text }) => text).join(' '), details: { messages } });
}

import { apiErrors, type FormIssue, ValidationError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Message } from '../messages/message.ts';
import { type Answered, NoAnswer } from '../outgoing/outgoing.ts';

/** Why a hook's answer is none that could be gone on with. For the log. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

const MOST_MESSAGES = 50;
const LONGEST_TEXT = 2000;

/**
 * What an asked hook has said: nothing against it, and, if its answer is to be parsed, what it wants of the identity.
 * @throws ValidationError if it says no, with messages for the form @throws Unusable for any answer that means neither
 */
export function verdictOf({ status, text }: Answered, isParsed: boolean): JsonObject | undefined {
  if (status >= 200 && status < 300) return isParsed && text.trim() !== '' ? identityIn(jsonOf(text)) : undefined;
  if (status >= 400 && status < 500) throw new ValidationError(...issuesIn(jsonOf(text), status));
  throw new Unusable(`it answered with status ${status}`);
}

function jsonOf(text: string): JsonObject {
  if (text.includes(String.raw`\u0000`)) throw new Unusable('its answer holds the character U+0000');
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
  } catch {
    // Said below, without the words of the parser, which repeat what was sent.
  }
  throw new Unusable('its answer is no JSON object');
}

function identityIn({ identity }: JsonObject): JsonObject | undefined {
  if (identity === undefined || identity === null) return undefined;
  if (!isObject(identity)) throw new Unusable('the identity in its answer is no object');
  return identity;
}

/** `{ messages: [{ instance_ptr, messages: [{ id, text, type, context }] }] }` */
function issuesIn({ messages }: JsonObject, status: number): FormIssue[] {
  const groups = Array.isArray(messages) ? messages.filter(isObject) : [];
  const issues = groups.flatMap(({ instance_ptr, messages: some }) =>
    (Array.isArray(some) ? some.filter(isObject) : []).flatMap((one): FormIssue[] => {
      const message = messageOf(one);
      const field = fieldOf(instance_ptr);
      return message === undefined ? [] : [{ ...(field === undefined ? {} : { field }), message }];
    }),
  );
  if (issues.length === 0) throw new Unusable(`it answered with status ${status}, and without messages for the form`);
  return issues.slice(0, MOST_MESSAGES);
}

function messageOf({ id, text, type, context }: JsonObject): Message | undefined {
  if (!Number.isSafeInteger(id) || typeof text !== 'string') return undefined;
  return { id: Number(id), text: text.slice(0, LONGEST_TEXT), type: type === 'error' ? 'error' : 'info', ...(isObject(context) ? { context } : {}) };
}

/** `#/traits/name/first` → `traits.name.first`; undefined: the whole form. */
function fieldOf(pointer: unknown): string | undefined {
  if (typeof pointer !== 'string') return undefined;
  const path = pointer
    .replace(/^#/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return path.length === 0 ? undefined : path.join('.').slice(0, LONGEST_TEXT);
}

/** What the client is told when a hook that must agree did not answer as it should: nothing of what was found there. */
export const hookFailed = (error: unknown): Error => apiErrors.hookFailed(error instanceof NoAnswer && error.why === 'late', error);

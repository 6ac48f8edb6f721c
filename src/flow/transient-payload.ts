import { ValidationError } from '../errors.ts';
import type { Fields } from '../http/body.ts';
import { isObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';
import type { TransientPayload } from './happening.ts';

/** What a body brings for hooks alone: an object, or, in a form, its JSON. It is kept nowhere. @throws ValidationError */
export function transientPayloadOf({ transient_payload: given }: Fields): TransientPayload | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const payload = typeof given === 'string' ? parsed(given) : given;
  if (isObject(payload)) return payload;
  throw new ValidationError({ field: 'transient_payload', message: m.validationType({ allowed_types: ['object'], actual_type: Array.isArray(given) ? 'array' : typeof given }) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import { isUuid } from '../crypto/random.ts';
import { apiErrors, ValidationError } from '../errors.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { m } from '../messages/catalogue.ts';
import type { Message } from '../messages/message.ts';
import type { FlowType } from './flow.ts';

/** How a submitted body is read, the same in every flow. */

/** A field counts as sent unless it says nothing, or says no. */
export const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false && value !== 'false';
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** The id of the flow that is submitted. @throws 400 */
export function submittedFlow(exchange: Exchange): string {
  const id = exchange.query('flow') ?? '';
  if (!isUuid(id)) throw apiErrors.badRequest('The flow query parameter is missing or malformed.');
  return id;
}

/** A browser's form must carry the token of its own cookie; an API flow must not come from a browser at all. */
export function requireOrigin(exchange: Exchange, type: FlowType, body: Fields): void {
  if (type === 'api') exchange.csrf.checkApi();
  else exchange.csrf.check(body['csrf_token']);
}

/** The first method, in their order, that a body is for: by one of its fields, or by name. @throws ValidationError with `nobody` */
export function methodFor<M extends { readonly id: string; readonly triggers: readonly string[] }>(methods: readonly M[], body: Fields, nobody: Message): M {
  const method = methods.find((one) => one.triggers.some((trigger) => isSet(body[trigger]))) ?? methods.find((one) => body['method'] === one.id);
  if (method === undefined) throw new ValidationError({ message: nobody });
  return method;
}

export const required = (...properties: string[]): ValidationError => new ValidationError(...properties.map((property) => ({ field: property, message: m.validationRequired({ property }) })));

/** A field that must be text. @throws ValidationError for a list, a number, an object */
export function textField(body: Fields, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new ValidationError({ field: name, message: m.validationType({ allowed_types: ['string'], actual_type: Array.isArray(value) ? 'array' : typeof value }) });
}

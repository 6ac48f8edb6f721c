import { ApiError, ValidationError } from '../errors.ts';
import type { Answer } from './answer.ts';

/** `{ error, …siblings }` (`reference/errors.json`). @param request the X-Request-ID the client has sent */
export function envelope(error: ApiError, request: string | undefined): Answer {
  const { id, code, status, ...rest } = error.toJSON();
  const plain = error.extra === undefined && request !== undefined;
  const body = { error: { ...(id === undefined ? {} : { id }), code, status, ...(plain ? { request } : {}), ...rest }, ...error.extra };
  return { status: error.httpStatus ?? error.code, headers: { 'content-type': 'application/json', 'ory-error-id': error.id ?? '', ...error.headers }, body: `${JSON.stringify(body)}\n` };
}

/** Bad input outside of a form has no form to be shown in. */
export function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof ValidationError)) return undefined;
  return new ApiError(400, { reason: error.issues.map(({ field, message }) => (field === undefined ? message.text : `${field}: ${message.text}`)).join(' ') });
}

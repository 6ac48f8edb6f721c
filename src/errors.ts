import { STATUS_CODES } from 'node:http';
import type { Message } from './messages/message.ts';

/**
 * An error that leaves the server as the envelope `{ error: { id, code, status, reason, details, message } }`, or,
 * for a browser, as a redirect (`redirect`, else to the error page). The table of what there is stands below: `apiErrors`.
 */
export class ApiError extends Error {
  readonly id: string | undefined;
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: Record<string, unknown> | undefined;
  /** Siblings of `error` in the envelope, such as `redirect_browser_to` and `use_flow_id`. */
  readonly extra: Record<string, unknown> | undefined;
  /** Where a browser goes instead of the error page. */
  readonly redirect: string | undefined;
  /** Additional response headers, such as Retry-After. */
  readonly headers: Record<string, string> | undefined;
  /** The status of the answer, where it is not the code in its body. */
  readonly httpStatus: number | undefined;

  constructor(
    code: number,
    options: {
      id?: string | undefined;
      message?: string;
      reason?: string | undefined;
      details?: Record<string, unknown> | undefined;
      extra?: Record<string, unknown> | undefined;
      redirect?: string | undefined;
      headers?: Record<string, string> | undefined;
      httpStatus?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(options.message ?? DEFAULT_MESSAGES[code] ?? STATUS_CODES[code] ?? 'Error', { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.id = options.id;
    this.reason = options.reason;
    this.details = options.details;
    this.extra = options.extra;
    this.redirect = options.redirect;
    this.headers = options.headers;
    this.httpStatus = options.httpStatus;
  }

  /** The inner error object, in the order of fields that Kratos' clients see. */
  toJSON(): Record<string, unknown> {
    return {
      ...(this.id === undefined ? {} : { id: this.id }),
      code: this.code,
      status: STATUS_CODES[this.code] ?? 'Error',
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      message: this.message,
    };
  }
}

/** One thing that is wrong with a form: the node it belongs to (`traits.email`; none: the whole form) and the message shown there. */
export interface FormIssue {
  readonly field?: string;
  readonly message: Message;
}

/** Bad input: shown in the form, answered with 400 and the flow. Changes nothing. */
export class ValidationError extends Error {
  readonly issues: readonly FormIssue[];
  constructor(...issues: FormIssue[]) {
    super(issues.map((i) => `${i.field ?? 'form'}: ${i.message.text}`).join('; '));
    this.name = 'ValidationError';
    this.issues = issues;
  }
}

const DEFAULT_MESSAGES: Record<number, string> = {
  400: 'The request was malformed or contained invalid parameters',
  401: 'The request could not be authorized',
  403: 'The requested action was forbidden',
  404: 'The requested resource could not be found',
  409: 'The resource could not be created due to a conflict',
  410: 'The requested resource is no longer available because it has expired or is otherwise invalid',
  500: 'An internal server error occurred, please contact the system administrator',
};

type Redirected = { redirect_browser_to: string };
const withLocation = (to: string): { extra: Redirected; redirect: string } => ({ extra: { redirect_browser_to: to }, redirect: to });

/** Every error with an id, and the few without one that more than one place needs. */
export const apiErrors = {
  badRequest: (reason: string, cause?: unknown) => new ApiError(400, { reason, cause }),
  unauthorized: (reason: string) => new ApiError(401, { reason }),
  forbidden: (reason: string) => new ApiError(403, { reason }),
  notFound: (reason?: string) => (reason === undefined ? new ApiError(404, { message: 'Unable to locate the resource' }) : new ApiError(404, { reason })),
  conflict: (reason: string) => new ApiError(409, { reason }),
  tooBusy: (seconds: number) => new ApiError(503, { reason: 'The server is busy. Try again in a moment.', message: 'Service is overloaded', headers: { 'Retry-After': String(seconds) } }),
  /** `redirect`: where a browser is sent to sign in. */
  sessionInactive: (redirect?: string, headers?: Record<string, string>) =>
    new ApiError(401, {
      id: 'session_inactive',
      reason: 'No active session was found in this request. Sign in and try again.',
      message: 'request does not have a valid authentication session',
      ...(redirect === undefined ? {} : { redirect }),
      ...(headers === undefined ? {} : { headers }),
    }),
  sessionRefreshRequired: (to: string) =>
    new ApiError(403, { id: 'session_refresh_required', reason: 'The last sign-in is too long ago for this change. Sign in again to go on.', ...withLocation(to) }),
  sessionAal2Required: (to: string) =>
    new ApiError(403, {
      id: 'session_aal2_required',
      reason: 'This needs a second factor. Confirm it is you to go on.',
      message: 'Session does not fulfill the requested Authenticator Assurance Level',
      details: { redirect_browser_to: to },
      ...withLocation(to),
    }),
  sessionAal1Required: () =>
    new ApiError(401, {
      id: 'session_aal1_required',
      reason: 'A second factor can only be asked for when a session exists. Sign in first.',
      message: 'aal2 can only be requested if a session exists already',
    }),
  sessionAlreadyAvailable: (redirect?: string) =>
    new ApiError(400, {
      id: 'session_already_available',
      reason: 'You are signed in already. Ask for `?refresh=true` to sign in again.',
      message: 'you are already logged in',
      ...(redirect === undefined ? {} : { redirect }),
    }),
  csrfViolation: (details: Record<string, unknown>) =>
    new ApiError(403, {
      id: 'security_csrf_violation',
      reason: 'The form does not belong to this browser session. Reload the page and try again.',
      message: 'the request was rejected to protect you from Cross-Site-Request-Forgery',
      details,
    }),
  identityMismatch: () => new ApiError(403, { id: 'security_identity_mismatch', reason: 'This was started by someone else and has been stopped. Go back and start again.' }),
  flowExpired: (flow: { expiredAt: string; sinceNanoseconds: number; useFlowId: string; redirect?: string }) =>
    new ApiError(410, {
      id: 'self_service_flow_expired',
      reason: 'This form has expired. Go on with the new one.',
      message: 'self-service flow expired',
      extra: { expired_at: flow.expiredAt, since: flow.sinceNanoseconds, use_flow_id: flow.useFlowId },
      ...(flow.redirect === undefined ? {} : { redirect: flow.redirect }),
    }),
  /** A flow that is fetched too late. `details` name where a new one starts. */
  flowGone: (details: Record<string, string>) => new ApiError(410, { id: 'self_service_flow_expired', reason: 'This form has expired. Start a new one.', details }),
  returnToForbidden: (url: string) => new ApiError(400, { id: 'self_service_flow_return_to_forbidden', reason: `The requested return_to address ${JSON.stringify(url)} is not allowed.` }),
  flowDisabled: (reason: string) => new ApiError(400, { id: 'self_service_flow_disabled', reason, message: 'flow disabled' }),
  locationChangeRequired: (to: string) =>
    new ApiError(422, { id: 'browser_location_change_required', reason: `Open this address in the browser to go on: ${to}`, message: 'browser location change required', ...withLocation(to) }),
  /** Signing in waits until an address is verified, and what verifies it is on its way. `item` shows where (`continue_with`). */
  verifiedAddressRequired: (item: unknown, page: string) =>
    new ApiError(400, {
      id: 'session_verified_address_required',
      httpStatus: 403,
      reason: 'Confirm your address first. We have just sent you a message.',
      message: 'your email or phone address is not yet verified',
      details: { continue_with: [item] },
      redirect: page,
    }),
  /** A web hook that has to agree gave no answer that could be gone on with: why, is in the log. */
  hookFailed: (isLate: boolean, cause: unknown) =>
    new ApiError(isLate ? 504 : 502, {
      reason: 'Another service has to agree to this, and did not answer as it should. Nothing was changed. Try again later.',
      message: isLate ? 'a hook did not answer in time' : 'a hook failed',
      cause,
    }),
  methodDisabled: () => new ApiError(404, { reason: 'This method is switched off.' }),
} as const;

import { equal, sha256url } from '../crypto/digest.ts';
import { randomBytes } from '../crypto/random.ts';
import { type ApiError, apiErrors, ValidationError } from '../errors.ts';
import { m } from '../messages/catalogue.ts';
import { type Cookie, type Cookies, cookieNames } from './cookies.ts';

/** What the check needs of an exchange. */
interface Visitor {
  header(name: string): string | undefined;
  cookies(name: string): string[];
  setCookie(cookie: Cookie): void;
}

const LENGTH = 32;
const MASKED = /^[A-Za-z0-9+/]{86}==$/;

/**
 * Double submit: a secret in a cookie, and the same secret in the form, masked by a one-time pad that is new each time, so
 * that compression tells nothing (BREACH). One cookie serves every tab.
 */
export class Csrf {
  readonly #visitor: Visitor;
  readonly #cookies: Cookies;
  #minted: Buffer | undefined;

  constructor(visitor: Visitor, cookies: Cookies) {
    this.#visitor = visitor;
    this.#cookies = cookies;
  }

  /** For a form: base64 of mask (32 bytes) ‖ masked secret (32). Gives the client a cookie if it has none. */
  token(): string {
    const secret = this.ensure();
    const mask = randomBytes(LENGTH);
    return Buffer.concat([mask, xor(mask, secret)]).toString('base64');
  }

  ensure(): Buffer {
    return this.#minted ?? this.#secrets()[0] ?? this.rotate();
  }

  /** A new secret: the person has changed, and forms of the one before are worth nothing now. */
  rotate(): Buffer {
    this.#minted = randomBytes(LENGTH);
    this.#visitor.setCookie(this.#cookies.csrf(this.#minted.toString('base64')));
    return this.#minted;
  }

  /** @param given `csrf_token` of the body @throws ApiError security_csrf_violation */
  check(given: unknown): void {
    if (typeof given === 'string' && MASKED.test(given)) {
      const bytes = Buffer.from(given, 'base64');
      const secret = xor(bytes.subarray(0, LENGTH), bytes.subarray(LENGTH));
      if (this.#secrets().some((known) => equal(known, secret))) return;
    }
    throw this.#violation(given);
  }

  /** What a flow keeps, so that only the browser that started it may read it. */
  mark(): string {
    return sha256url(this.ensure().toString('base64'));
  }

  /** @param mark of the flow that is read @throws ApiError security_csrf_violation */
  checkMark(mark: string): void {
    if (!this.#secrets().some((known) => equal(sha256url(known.toString('base64')), mark))) throw this.#violation(undefined);
  }

  /** Flows of native apps have no token. What a browser would send by itself has no place there. @throws ValidationError */
  checkApi(): void {
    const refuse = (reason: string): ValidationError => new ValidationError({ message: m.validationGeneric({ reason }) });
    if (this.#visitor.header('origin') !== undefined) throw refuse('The request has the header "Origin". Flows for native apps must not be used from a browser: start the flow for browsers instead.');
    if (cookieNames(this.#visitor.header('cookie')).some((name) => !/^(__cf|_cf|cf_)/.test(name)))
      throw refuse('The request has the header "Cookie". Flows for native apps must not be used from a browser: start the flow for browsers instead.');
  }

  /** Cookies of the right name that could be ours: another path or an older version may have left some. */
  #secrets(): Buffer[] {
    return this.#visitor
      .cookies(this.#cookies.csrfName)
      .map((value) => Buffer.from(value, 'base64'))
      .filter((bytes) => bytes.byteLength === LENGTH);
  }

  #violation(given: unknown): ApiError {
    const inForm = this.#visitor.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
    const fetchMode = this.#visitor.header('sec-fetch-mode');
    const script = fetchMode === 'cors' || fetchMode === 'same-origin';
    const details = { docs: 'https://www.ory.com/docs/troubleshooting/csrf', hint: script ? HINTS.script : HINTS.page };
    if (this.#visitor.header('cookie') === undefined) return apiErrors.csrfViolation({ ...details, reject_reason: 'The request carries no cookie.' });
    if (this.#secrets().length === 0) return apiErrors.csrfViolation({ ...details, reject_reason: 'The request carries cookies, but not the one that protects forms (csrf_token_…).' });
    if (inForm && (given === undefined || given === '')) return apiErrors.csrfViolation({ ...details, hint: 'The cookie that protects forms was found, but the form has no csrf_token.' });
    return apiErrors.csrfViolation({
      ...details,
      reject_reason: 'The cookie that protects forms and the csrf_token in the body do not belong together. Removing all cookies of this site and starting again helps.',
    });
  }
}

const HINTS = {
  script: 'The request was made by a script: CORS must be configured for its origin, and it must send cookies (credentials: include). The network tab of the browser shows which are sent.',
  page: 'The request was made by a page or by a server: the network tab of the browser shows which cookies are sent; a server must pass on the cookies of the person it acts for.',
};

const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));

import type { Clock } from '../clock.ts';
import { uuid } from '../crypto/random.ts';
import { compile, JsonnetError, type Program } from '../jsonnet/jsonnet.ts';
import { readDocument } from './document.ts';
import type { Answered, Outgoing } from './outgoing.ts';
import { type SignatureConfig, signatureHeaders } from './signature.ts';

/** A call as the configuration describes it (config/keys/web-call.ts). */
export interface CallConfig {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Jsonnet, by address or itself. */
  readonly body?: string | undefined;
  readonly auth?: CallAuth | undefined;
  readonly signature?: SignatureConfig | undefined;
}
type CallAuth =
  | { readonly type: 'basic_auth'; readonly config: { readonly user: string; readonly password: string } }
  | { readonly type: 'api_key'; readonly config: { readonly name: string; readonly value: string; readonly in: 'header' | 'cookie' } };

/** What is sent, as plain JSON: it can be stored, and sent by another process. How the call authenticates is not in it. */
export interface CallRequest {
  /** The same over all tries, so that receivers can tell a second one (`webhook-id`). */
  readonly id: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Call {
  /**
   * What the body's template, a `function(ctx)`, makes of the context (JSON); undefined if it cancels the call by `error 'cancel'`.
   * @param id of the call, if it has one already. @throws JsonnetError if the template fails, Error if a form cannot hold what it gives
   */
  request(ctx: unknown, id?: string): CallRequest | undefined;
  /** Sends it with the credentials and secrets of now. Follows no redirect; any status is an answer. @throws NoAnswer */
  send(request: CallRequest, limits?: { readonly timeout?: number; readonly maxBytes?: number; readonly signal?: AbortSignal }): Promise<Answered>;
}

export interface CallNeeds {
  /** What errors call it, such as `the web hook 3 after registration`. */
  readonly name: string;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
}

const TIMEOUT = 10_000;
const MAX_BYTES = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** Reads the template once, at start. @throws Error that names the call and says what is wrong with it */
export async function compileCall(config: CallConfig, { name, clock, outgoing }: CallNeeds): Promise<Call> {
  const encode = encodingOf(config, name);
  const program = await programOf(config.body, name, outgoing);

  return {
    request(ctx, id = uuid()) {
      const { url, method } = config;
      const headers = lowerCased(config.headers);
      // HTTP gives a TRACE no body.
      if (program === undefined || method.toUpperCase() === 'TRACE') return { id, url, method, headers };
      let said: unknown;
      try {
        said = program.evaluate({ args: { ctx } });
      } catch (error) {
        if (error instanceof JsonnetError && error.problem.startsWith('cancel')) return undefined;
        throw error;
      }
      return { id, url, method, headers: { 'content-type': 'application/json', ...headers }, body: encode(said) };
    },
    send({ id, url, method, headers, body }, { timeout = TIMEOUT, maxBytes = MAX_BYTES, signal } = {}) {
      const signed = config.signature && signatureHeaders(config.signature, id, body ?? '', clock.now());
      return outgoing.fetch(url, {
        method,
        headers: { 'webhook-id': id, ...headers, ...authHeaders(config.auth, headers), ...signed },
        timeout,
        maxBytes,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}

async function programOf(body: string | undefined, name: string, outgoing: Outgoing): Promise<Program | undefined> {
  if (body === undefined || body === '') return undefined;
  try {
    return compile(/^[a-z0-9]+:\/\//i.test(body) ? await readDocument(body, outgoing) : body, { name });
  } catch (error) {
    throw new Error(`${name}: its body cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** The body in the type that the configuration says: JSON, or a form of the object's members. */
function encodingOf({ headers }: CallConfig, name: string): (said: unknown) => string {
  const [type = ''] = (lowerCased(headers)['content-type'] ?? 'application/json').toLowerCase().split(';');
  if (type.trim() === FORM) return (said) => formOf(said, name);
  if (!/\bjson$/.test(type.trim())) throw new Error(`${name}: the header Content-Type can be application/json or ${FORM}: bodies are written in no other way`);
  return (said) => JSON.stringify(said);
}

function formOf(said: unknown, name: string): string {
  const members = typeof said === 'object' && said !== null && !Array.isArray(said) ? Object.entries(said) : undefined;
  const form = new URLSearchParams();
  for (const [key, value] of members ?? []) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw new Error(`${name}: the body's ${key} is no text, and a form holds nothing else`);
    form.append(key, String(value));
  }
  if (members === undefined) throw new Error(`${name}: its body is no object, and cannot be a form`);
  return form.toString();
}

function authHeaders(auth: CallAuth | undefined, headers: Readonly<Record<string, string>>): Record<string, string> {
  if (auth === undefined) return {};
  if (auth.type === 'basic_auth') return { authorization: `Basic ${Buffer.from(`${auth.config.user}:${auth.config.password}`).toString('base64')}` };
  const { name, value } = auth.config;
  if (auth.config.in === 'header') return { [name.toLowerCase()]: value };
  return { cookie: [headers['cookie'], `${name}=${value}`].filter((part) => part !== undefined).join('; ') };
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

import { lookup as systemLookup } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import { isPrivate } from './private-ranges.ts';

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from the first look at the name to the last byte of the answer. Milliseconds. */
  readonly timeout: number;
  /** No longer answer is read. */
  readonly maxBytes: number;
  /** How many redirects are followed, by GET only. Left out: none, and a redirect is the answer. */
  readonly redirects?: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Calls to other machines, all of them under `clients.http`. */
export interface Outgoing {
  /** Any status is an answer. @throws NoAnswer */
  fetch(url: string, ask: Ask): Promise<Answered>;
}

/** Why there is no answer. `refused`: nothing was sent, and trying again is of no use. The message is for logs, and does not tell what was found at a refused address. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly why: 'refused' | 'late' | 'large' | 'broken';
  constructor(why: NoAnswer['why'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.why = why;
  }
}

export interface OutgoingNeeds {
  readonly config: { readonly clients: Pick<Config['clients'], 'http'> };
  readonly log: Log;
  /** For tests: asks for the addresses of a name, as `dns.lookup` does. */
  readonly lookup?: typeof systemLookup;
}

const REDIRECTS = [301, 302, 303, 307, 308];
export const refusal = (cause?: unknown): NoAnswer => new NoAnswer('refused', 'the address is not allowed', { cause });

/** Every call has a connection of its own: nothing that was allowed for one address is there for another to use. */
export function createOutgoing({ config: { clients }, log, lookup = systemLookup }: OutgoingNeeds): Outgoing {
  const { disallow_private_ip_ranges: guarded, private_ip_exception_urls } = clients.http;
  const exceptions = new Set(private_ip_exception_urls.map((url) => new URL(url).href));
  const publicLookup = lookupOfPublic(lookup);

  /** One request, one answer. */
  async function exchange(url: URL, { method = 'GET', headers, body, maxBytes }: Ask, signal: AbortSignal): Promise<Answered> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refusal();
    const isGuarded = guarded && !exceptions.has(url.href);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isGuarded && isIP(literal) !== 0 && isPrivate(literal)) throw refusal();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (url.protocol === 'https:' ? requestTls : requestPlain)(url, {
        method,
        agent: false,
        signal,
        lookup: (isGuarded ? publicLookup : lookup) as LookupFunction,
        headers: {
          'user-agent': 'zelos',
          'accept-encoding': 'identity',
          ...lowerCased(headers ?? {}),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      });
      request.on('error', reject).on('response', resolve);
      // What is no answer, such as one of another protocol, ends without an error.
      request.on('close', () => reject(new Error('the connection was closed')));
      request.end(body);
    });
    const text = await limitedText(response, maxBytes);
    return { status: response.statusCode ?? 0, headers: headersOf(response), text };
  }

  return {
    async fetch(address, ask) {
      const deadline = AbortSignal.timeout(ask.timeout);
      const signal = ask.signal === undefined ? deadline : AbortSignal.any([deadline, ask.signal]);
      let url = urlOf(address);
      let { headers = {} } = ask;
      try {
        for (let left = ask.redirects ?? 0; ; left -= 1) {
          const answer = await exchange(url, { ...ask, headers }, signal);
          const to = answer.headers.get('location');
          if (ask.redirects === undefined || to === null || !REDIRECTS.includes(answer.status)) return answer;
          if (left === 0) throw new NoAnswer('broken', 'it redirects too often');
          const next = urlOf(to, url);
          if (url.protocol === 'https:' && next.protocol === 'http:') throw new NoAnswer('broken', 'it redirects to an address without TLS');
          if (next.origin !== url.origin) headers = withoutCredentials(headers);
          url = next;
        }
      } catch (error) {
        if (deadline.aborted) throw new NoAnswer('late', `it did not answer within ${ask.timeout} ms`, { cause: error });
        if (!(error instanceof NoAnswer)) throw new NoAnswer('broken', `it gave no answer: ${codeOf(error)}`, { cause: error });
        if (error.why === 'refused') log.warn({ host: url.host }, 'a call to an address that clients.http does not allow was refused');
        throw error;
      }
    },
  };
}

/**
 * A look-up that leaves private addresses out. What it gives is what is connected to: there is no second look at the name,
 * which might say something else by then.
 */
export const lookupOfPublic =
  (lookup: typeof systemLookup): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, all) => {
      if (error !== null) return done(error, []);
      const allowed = all.filter(({ address }) => !isPrivate(address));
      const [first] = allowed;
      if (first === undefined) return done(refusal(), []);
      return options.all === true ? done(null, allowed) : done(null, first.address, first.family);
    });
  };

function urlOf(address: string, base?: URL): URL {
  try {
    return new URL(address, base);
  } catch (error) {
    throw new NoAnswer('broken', 'its address is none', { cause: error });
  }
}

async function limitedText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    response.destroy();
    throw new NoAnswer('broken', 'its answer is compressed, and nobody asked for that');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new NoAnswer('large', `its answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) for (const value of values ?? []) headers.append(name, value);
  return headers;
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const withoutCredentials = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())));

/** Such as ECONNREFUSED; the whole error is the cause. */
const codeOf = (error: unknown): string => (error instanceof Error ? (('code' in error && typeof error.code === 'string' ? error.code : undefined) ?? error.message) : String(error));

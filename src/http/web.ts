import { ApiError } from '../errors.ts';
import type { Application } from './application.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { Incoming } from './exchange.ts';

/** What a Request does not tell. */
export interface FetchOptions {
  /** Address of the peer, where the caller knows it. */
  readonly ip?: string;
}

export const tooLarge = (): ApiError => new ApiError(413, { reason: `The body is larger than ${MAX_BODY_BYTES} bytes.`, message: 'The request is too large' });

/** The application for web-standard servers and tests. */
export async function respondTo(application: Application, request: Request, options: FetchOptions = {}): Promise<Response> {
  const { status, headers, cookies, body } = await application.handle(fromRequest(request, options));
  const sent = new Headers(headers);
  for (const cookie of cookies) sent.append('set-cookie', cookie);
  const empty = body === null || request.method === 'HEAD' || status === 204;
  return new Response(empty ? null : typeof body === 'string' ? body : new Uint8Array(body), { status, headers: sent });
}

function fromRequest(request: Request, { ip = '' }: FetchOptions): Incoming {
  const start = request.url.indexOf('/', request.url.indexOf('://') + 3);
  const hash = request.url.indexOf('#');
  return {
    method: request.method,
    target: request.url.slice(start, hash === -1 ? undefined : hash),
    header: (name) => request.headers.get(name) ?? undefined,
    peer: ip,
    body: () => bodyOf(request),
  };
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

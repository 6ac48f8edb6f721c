import { ApiError } from './errors.ts';
import type { Application } from './http/application.ts';
import type { Incoming } from './http/exchange.ts';

/** What a visitor's request carries: its headers, of whatever kind the program around has. */
export type VisitorHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** An identity as the API shows it: see `reference` in docs/embedding.md for all fields. */
export interface IdentityJson {
  readonly id: string;
  readonly schema_id: string;
  readonly state: 'active' | 'inactive';
  readonly traits: Readonly<Record<string, unknown>>;
  readonly metadata_public?: unknown;
  readonly [field: string]: unknown;
}

export interface SessionJson {
  readonly id: string;
  readonly active: boolean;
  readonly expires_at: string;
  readonly authenticated_at: string;
  readonly authenticator_assurance_level: 'aal1' | 'aal2';
  readonly identity: IdentityJson;
  readonly [field: string]: unknown;
}

export interface NewIdentity {
  readonly schema_id?: string;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * The API for the program around, without HTTP between: the same routes, checks and answers.
 * Every call but `whoami` rejects with the ApiError that a client would have been answered with.
 */
export interface Calls {
  /** Who makes this request: undefined for nobody. @throws ApiError session_aal2_required where that is asked for */
  whoami(headers: VisitorHeaders): Promise<SessionJson | undefined>;
  readonly identities: {
    create(identity: NewIdentity): Promise<IdentityJson>;
    get(id: string): Promise<IdentityJson>;
    list(query?: Readonly<Record<string, string>>): Promise<IdentityJson[]>;
    /** As PUT does: the whole of it. */
    update(id: string, identity: NewIdentity & { readonly state: 'active' | 'inactive' }): Promise<IdentityJson>;
    delete(id: string): Promise<void>;
    /** Ends every session of this person. */
    signOut(id: string): Promise<void>;
  };
}

export function createCalls(site: Application, admin: Application): Calls {
  const path = (id: string, rest = ''): string => `/admin/identities/${encodeURIComponent(id)}${rest}`;
  return {
    whoami: (headers) =>
      call<SessionJson>(site, 'GET', '/sessions/whoami', { headers: reader(headers) }).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 401) return undefined;
        throw error;
      }),
    identities: {
      create: (identity) => call(admin, 'POST', '/admin/identities', { body: identity }),
      get: (id) => call(admin, 'GET', path(id)),
      list: (query = {}) => call(admin, 'GET', `/admin/identities?${new URLSearchParams(query)}`),
      update: (id, identity) => call(admin, 'PUT', path(id), { body: identity }),
      delete: (id) => call(admin, 'DELETE', path(id)),
      signOut: (id) =>
        call<void>(admin, 'DELETE', path(id, '/sessions')).catch((error: unknown) => {
          if (!(error instanceof ApiError) || error.code !== 404) throw error; // nobody is signed in: so it should be
        }),
    },
  };
}

interface Sending {
  readonly headers?: (name: string) => string | undefined;
  readonly body?: unknown;
}

async function call<T>(application: Application, method: string, target: string, { headers = () => undefined, body }: Sending = {}): Promise<T> {
  const bytes = body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body));
  const own: Record<string, string> = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const incoming: Incoming = { method, target, peer: '', header: (name) => own[name] ?? headers(name), body: async () => bytes };
  const { status, body: answer } = await application.handle(incoming);
  const parsed: unknown = answer === null ? undefined : JSON.parse(String(answer));
  if (status >= 400) {
    const { id, reason, message, details } = (parsed as { error: { id?: string; reason?: string; message: string; details?: Record<string, unknown> } }).error;
    throw new ApiError(status, { message, ...(id === undefined ? {} : { id }), ...(reason === undefined ? {} : { reason }), ...(details === undefined ? {} : { details }) });
  }
  return parsed as T; // the route's answer, whose shape its own tests pin
}

/** Only what proves a session is passed on. */
const CARRIERS = new Set(['cookie', 'authorization', 'x-session-token']);

function reader(headers: VisitorHeaders): (name: string) => string | undefined {
  const read = (name: string): string | undefined => {
    if (headers instanceof Headers) return headers.get(name) ?? undefined;
    const value = headers[name];
    return typeof value === 'string' || value === undefined ? value : value.join('; ');
  };
  return (name) => (CARRIERS.has(name) ? read(name) : undefined);
}

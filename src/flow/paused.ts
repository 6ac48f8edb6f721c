import type { Core } from '../core.ts';
import { uuid } from '../crypto/random.ts';
import type { Write } from '../db/database.ts';
import type { PausedRow } from '../db/tables.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Source } from '../schema/cast.ts';
import type { Session } from '../session/session.ts';
import type { Flow } from './flow.ts';
import { insertPaused, removePaused, removePausedOfFlow, removePausedOfIdentity } from './paused-store.ts';

/**
 * A submit that waits until its person has signed in again (SPEC §4): sealed, bound to session, flow and method, for 15
 * minutes, used once. Signing in again keeps the session; whoever ends it ends what waits in it. A browser comes back with a GET, which counts only with the cookie that this browser was given when
 * it posted, so that nobody else can make it finish a change; a JSON client posts `resume: true`.
 */
export interface Paused {
  readonly id: string;
  readonly method: string;
  readonly sent: Sent;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A body, and how it came. */
export interface Sent {
  readonly body: Fields;
  readonly source: Source;
}

/** What stands in a row: the body, and the session it was sent in. */
interface Sealed extends Sent {
  readonly session: string;
}

const LIFE = 15 * 60_000;
const COOKIE = 'ory_kratos_continuity';
const COOKIE_MAX_AGE_SECONDS = 30 * 24 * 3600;

const purpose = (id: string): string => `paused-submit:${id}`;

/** The newest submit of this flow and session that still waits. */
export function readPaused(rows: readonly PausedRow[], { id, identityId }: Session, now: number, core: Core): Paused | undefined {
  const row = rows.find((r) => r.identity_id === identityId && r.expires_at > now);
  const payload = row && core.sealer.open(purpose(row.id), row.payload);
  if (row === undefined || payload === undefined) return undefined;
  const { session, ...sent } = JSON.parse(payload) as Sealed;
  return session === id ? { id: row.id, method: row.method, sent, createdAt: row.created_at, expiresAt: row.expires_at } : undefined;
}

/** Keeps a body for later, in place of what waited in this flow before, and gives a browser its half of the key. */
export function pause(flow: Flow, session: Session, method: string, { body: { csrf_token: _, ...body }, source }: Sent, exchange: Exchange, core: Core): Write[] {
  const id = uuid();
  const now = core.clock.now();
  const sealed: Sealed = { session: session.id, body, source };
  // A native app has no use for a cookie, and would be taken for a browser if it sent one.
  if (flow.type === 'browser') exchange.setCookie(core.cookies.other(COOKIE, core.sealer.seal(COOKIE, JSON.stringify({ ...kept(exchange, core), [keyOf(flow, method)]: id })), COOKIE_MAX_AGE_SECONDS));
  return [
    { query: removePausedOfFlow({ flow_id: flow.id }) },
    { query: insertPaused({ id, flow_id: flow.id, identity_id: session.identityId, method, payload: core.sealer.seal(purpose(id), JSON.stringify(sealed)), created_at: now, expires_at: now + LIFE }) },
  ];
}

/** Whether this browser is the one that posted what waits. */
export const holdsKey = (paused: Paused, exchange: Exchange, core: Core): boolean => Object.values(kept(exchange, core)).includes(paused.id);

/** Uses a paused submit up: a Conflict if it was used meanwhile. */
export const usePaused = (paused: Paused): Write => ({ query: removePaused({ id: paused.id }), expect: 1 });

/** Forgets all that this browser has paused; nothing to write if it has no cookie, or a foreign one. */
export function dropPaused(exchange: Exchange, core: Core): Write[] {
  if (exchange.cookie(COOKIE) === undefined) return [];
  exchange.setCookie(core.cookies.other(COOKIE, '', 0));
  return Object.values(kept(exchange, core)).map((id) => ({ query: removePaused({ id }) }));
}

/** A newly posted body wins over what waited in its flow. */
export const dropPausedOfFlow = (flow: Flow): Write => ({ query: removePausedOfFlow({ flow_id: flow.id }) });
/** Another person signs in, or sessions end: what waited dies. */
export const dropPausedOfIdentity = (identityId: string): Write => ({ query: removePausedOfIdentity({ identity_id: identityId }) });

const keyOf = (flow: Flow, method: string): string => `ory_kratos_${flow.kind}_${method}`;

function kept(exchange: Exchange, core: Core): Record<string, string> {
  for (const value of exchange.cookies(COOKIE)) {
    const text = core.sealer.open(COOKIE, value);
    if (text !== undefined) return JSON.parse(text);
  }
  return {};
}

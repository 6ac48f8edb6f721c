import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { sha256url } from '../crypto/digest.ts';
import { randomToken, uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database, Write } from '../db/database.ts';
import type { Cookies } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Identity } from '../identity/identity.ts';
import { aalOf, isAlive } from './assurance.ts';
import type { AuthenticationMethod, Device, Session, SignedIn } from './session.ts';
import { endOtherSessions, endSession, insertSession, readIdentityOf, readSession, type SessionWithIdentityRow, sessionByToken, updateSession } from './store.ts';

/** What a request says to prove a session, before anything was looked up. */
export interface Proof {
  readonly token: string;
  /** What the session is found by. */
  readonly hash: string;
  readonly carrier: SignedIn['carrier'];
}

/** A session to be written in the caller's transaction, and the token that will prove it. */
export interface Issued {
  readonly session: Session;
  readonly token: string;
  readonly writes: readonly Write[];
}

export type ProvenFactor = Pick<AuthenticationMethod, 'method' | 'aal' | 'provider'>;

const PREFIX = 'ory_st_';
const TOKEN = /^ory_st_[A-Za-z0-9]{32,64}$/;
const PURPOSE = 'session-cookie';
const MAX_OPENED = 5000;

export interface Sessions {
  /** X-Session-Token, then the cookie, then `Authorization: Bearer`. Pure: nothing is looked up. */
  proofOf(exchange: Exchange): Proof | undefined;
  /** What `sessionByToken` found, if it is good for anything: alive, and its person not disabled. */
  read(row: SessionWithIdentityRow | undefined, proof: Proof): SignedIn | undefined;
  /** Who is signed in: one statement, none without a token. */
  of(exchange: Exchange): Promise<SignedIn | undefined>;

  /** A new session. `existing`, what this client had before, ends. */
  begin(start: { readonly identity: Identity; readonly proven: ProvenFactor; readonly exchange: Exchange; readonly existing?: SignedIn | undefined }): Issued;
  /** The same session, proven anew or further (refresh, step-up): it lives on from now, `authenticatedAt` is now. */
  renew(signedIn: SignedIn, proven: ProvenFactor, exchange: Exchange): Issued;
  /** The same session with a factor just enrolled: its level may rise, but nothing is fresher than before. */
  authenticated(session: Session, proven: ProvenFactor, exchange: Exchange): Issued;
  revoke(session: Session): Write[];
  revokeOthers(session: Session): Write[];

  /** Hands a session just begun to a browser: its cookie, and a new CSRF secret because the person has changed. */
  carry(exchange: Exchange, issued: Issued): void;
  /** The cookie again, with the time that is left; a client that proved itself with a token gets none. @param token its new value if it has one */
  reissueCookie(exchange: Exchange, session: Session, token?: string): void;
  /** Takes the cookie away, and the CSRF secret with it. */
  drop(exchange: Exchange): void;
}

export interface SessionsCore {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly cookieSealer: Sealer;
  readonly cookies: Cookies;
}

export function createSessions({ config, db, clock, cookieSealer, cookies }: SessionsCore): Sessions {
  const proof = (token: string, carrier: Proof['carrier']): Proof => ({ token, hash: sha256url(token), carrier });

  // A browser sends the same value with every request, and opening it would cost a quarter of a whoami.
  const opened = new Map<string, string>();

  /** The first value that is ours: others may stem from another path, another server or old secrets. */
  function tokenOfCookie(exchange: Exchange): string | undefined {
    for (const value of exchange.cookies(cookies.sessionName)) {
      const known = opened.get(value);
      if (known !== undefined) return known;
      const token = cookieSealer.open(PURPOSE, value);
      if (token === undefined) continue;
      if (opened.size >= MAX_OPENED) opened.clear();
      opened.set(value, token);
      return token;
    }
    return undefined;
  }

  function proofOf(exchange: Exchange): Proof | undefined {
    const header = exchange.header('x-session-token');
    if (header !== undefined) return TOKEN.test(header) ? proof(header, 'token') : undefined;
    const inCookie = tokenOfCookie(exchange);
    if (inCookie !== undefined) return proof(inCookie, 'cookie');
    const bearer = /^bearer +(\S+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
    return bearer !== undefined && TOKEN.test(bearer) ? proof(bearer, 'token') : undefined;
  }

  function read(row: SessionWithIdentityRow | undefined, { carrier }: Proof): SignedIn | undefined {
    if (row === undefined || row.identity_state !== 'active') return undefined;
    const session = readSession(row);
    return isAlive(session, clock.now()) ? { session, identity: readIdentityOf(row), carrier } : undefined;
  }

  /** A cookie gets a new value, and the old one ends; an app keeps the token it has stored. */
  function rewritten(before: Session, after: Session, exchange: Exchange): Issued {
    const present = proofOf(exchange);
    if (present === undefined) throw new Error('a session is renewed without its token');
    const token = present.carrier === 'cookie' ? randomToken(PREFIX) : present.token;
    return { session: after, token, writes: [updateSession(before, after, sha256url(token), clock.now())] };
  }

  const setCookie = (exchange: Exchange, session: Session, token: string): void => exchange.setCookie(cookies.session(cookieSealer.seal(PURPOSE, token), session.expiresAt - clock.now()));

  return {
    proofOf,
    read,
    async of(exchange) {
      const given = proofOf(exchange);
      if (given === undefined) return undefined;
      const [[row]] = await db.read(sessionByToken({ hash: given.hash }));
      return read(row, given);
    },

    begin({ identity, proven, exchange, existing }) {
      const now = clock.now();
      const methods = [completed(proven, now)];
      const session: Session = {
        id: uuid(),
        identityId: identity.id,
        active: true,
        aal: aalOf(methods),
        methods,
        devices: [deviceOf(exchange)],
        authenticatedAt: now,
        issuedAt: now,
        expiresAt: now + config.session.lifespan,
      };
      const token = randomToken(PREFIX);
      return { session, token, writes: [insertSession(session, sha256url(token)), ...(existing === undefined ? [] : [endSession(existing.session.id, now)])] };
    },
    renew({ session }, proven, exchange) {
      const now = clock.now();
      const methods = withMethod(session.methods, completed(proven, now));
      const devices = withDevice(session.devices, deviceOf(exchange));
      return rewritten(session, { ...session, methods, devices, aal: aalOf(methods), authenticatedAt: now, expiresAt: now + config.session.lifespan }, exchange);
    },
    authenticated(session, proven, exchange) {
      const methods = withMethod(session.methods, completed(proven, clock.now()));
      return rewritten(session, { ...session, methods, aal: aalOf(methods) }, exchange);
    },
    revoke: (session) => [endSession(session.id, clock.now())],
    revokeOthers: (session) => [endOtherSessions(session, clock.now())],

    carry(exchange, { session, token }) {
      setCookie(exchange, session, token);
      exchange.csrf.rotate();
    },
    reissueCookie(exchange, session, token) {
      const present = proofOf(exchange);
      if (present?.carrier === 'cookie') setCookie(exchange, session, token ?? present.token);
    },
    drop(exchange) {
      exchange.setCookie(cookies.endSession());
      exchange.csrf.rotate();
    },
  };
}

const completed = ({ method, aal, provider }: ProvenFactor, now: number): AuthenticationMethod => ({ method, aal, completedAt: now, ...(provider === undefined ? {} : { provider }) });

/** As many proofs are kept whatever they are; of what goes beyond, only the newest of each kind. */
const MAX_METHODS = 10;

/** In the order proven. A session that is refreshed again and again forgets the oldest proof that a newer one of the same kind stands in for: its level never falls by it. */
function withMethod(methods: readonly AuthenticationMethod[], proven: AuthenticationMethod): readonly AuthenticationMethod[] {
  const all = [...methods, proven];
  const same = (a: AuthenticationMethod, b: AuthenticationMethod): boolean => a.method === b.method && a.aal === b.aal && a.provider === b.provider;
  const oldest = all.length > MAX_METHODS ? all.findIndex((one, i) => all.slice(i + 1).some((newer) => same(one, newer))) : -1;
  return all.filter((_, i) => i !== oldest);
}

const MAX_DEVICES = 10;
const deviceOf = (exchange: Exchange): Device => ({ id: uuid(), ipAddress: exchange.ip, userAgent: exchange.userAgent, location: '' });

/** One entry for each place a session was proven at, the newest ones. */
function withDevice(devices: readonly Device[], device: Device): readonly Device[] {
  if (devices.some(({ ipAddress, userAgent }) => ipAddress === device.ipAddress && userAgent === device.userAgent)) return devices;
  return [...devices, device].slice(-MAX_DEVICES);
}

import { randomUUID } from 'node:crypto';

/** One exchange with the public API, in process or over HTTP. */
export type Send = (method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>>, body?: string) => Promise<Reply>;
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
}

/** Somebody registered and signed in, as a native client (token) and as a browser (cookies), with a settings flow for each. */
export interface Person {
  readonly email: string;
  readonly api: Readonly<Record<string, string>>;
  readonly browser: Readonly<Record<string, string>>;
  readonly flow: string;
  password: string;
  turn: number;
}

export interface Operation {
  readonly name: string;
  run(send: Send, person: Person): Promise<Reply>;
}

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

const saved = (send: Send, person: Person, body: object): Promise<Reply> => send('POST', `/self-service/settings?flow=${person.flow}`, person.api, JSON.stringify(body));

export const OPERATIONS: readonly Operation[] = [
  { name: 'whoami, token', run: (send, { api }) => send('GET', '/sessions/whoami', api) },
  { name: 'whoami, cookie', run: (send, { browser }) => send('GET', '/sessions/whoami', browser) },
  { name: 'settings init, api', run: (send, { api }) => send('GET', '/self-service/settings/api', api) },
  { name: 'settings init, browser', run: (send, { browser }) => send('GET', '/self-service/settings/browser', browser) },
  { name: 'settings get', run: (send, { api, flow }) => send('GET', `/self-service/settings/flows?id=${flow}`, api) },
  {
    name: 'profile save',
    run(send, person) {
      person.turn += 1;
      return saved(send, person, { method: 'profile', traits: { email: person.email, name: { first: 'Ann', last: `Turn ${person.turn}` } } });
    },
  },
  {
    name: 'password save',
    run(send, person) {
      person.password = `correct-horse-${randomUUID()}`;
      return saved(send, person, { method: 'password', password: person.password });
    },
  },
];

/** Registers somebody by the wire. */
export async function arrive(send: Send): Promise<Person> {
  const email = `${randomUUID()}@bench.test`;
  const password = `correct-horse-${randomUUID()}`;
  const registration = parsed(await send('GET', '/self-service/registration/api', JSON_HEADERS));
  const registered = parsed(await send('POST', `/self-service/registration?flow=${registration.id}`, JSON_HEADERS, JSON.stringify({ method: 'password', password, traits: { email } })));
  const api = { ...JSON_HEADERS, 'x-session-token': String(registered.session_token) };

  const start = await send('GET', '/self-service/login/browser', JSON_HEADERS);
  const login = parsed(start);
  const csrf = login.ui?.nodes.find((node) => node.attributes.name === 'csrf_token')?.attributes.value;
  const signedIn = await send(
    'POST',
    `/self-service/login?flow=${login.id}`,
    { ...JSON_HEADERS, cookie: cookieOf(start) },
    JSON.stringify({ method: 'password', identifier: email, password, csrf_token: csrf }),
  );
  parsed(signedIn);

  const flow = parsed(await send('GET', '/self-service/settings/api', api));
  return { email, password, api, browser: { ...JSON_HEADERS, cookie: cookieOf(signedIn) }, flow: flow.id, turn: 0 };
}

interface Body {
  readonly id: string;
  readonly session_token?: string;
  readonly ui?: { readonly nodes: readonly { readonly attributes: { readonly name?: string; readonly value?: unknown } }[] };
}

function parsed({ status, text }: Reply): Body {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return JSON.parse(text) as Body;
}

const cookieOf = ({ cookies }: Reply): string => cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ');

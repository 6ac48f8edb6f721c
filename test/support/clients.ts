import type { TestZelos } from './harness.ts';

/** The three kinds of client of the wire: native with a token, SPA with cookies and JSON, browser with forms and redirects. */
export const CLIENTS = ['api', 'spa', 'browser'] as const;
export type ClientKind = (typeof CLIENTS)[number];

// biome-ignore lint/suspicious/noExplicitAny: bodies off the wire, which the tests themselves check.
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Where a redirect leads. */
  readonly location: string | undefined;
  /** Parsed if it is JSON, else the text. */
  readonly body: Json;
  readonly cookies: readonly SetCookie[];
}

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Sending {
  readonly json?: unknown;
  readonly form?: Json;
  readonly raw?: BodyInit;
  /** null leaves a header out that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly on?: 'public' | 'admin';
}

/** One client with its cookies or its token. It follows no redirect by itself: `follow` does. */
export class Client {
  readonly kind: ClientKind;
  readonly zelos: TestZelos;
  readonly jar: Map<string, string>;
  token: string | undefined;

  constructor(kind: ClientKind, zelos: TestZelos, jar = new Map<string, string>()) {
    this.kind = kind;
    this.zelos = zelos;
    this.jar = jar;
  }

  /** The same cookies and token in another manner of speaking. */
  as(kind: ClientKind): Client {
    const twin = new Client(kind, this.zelos, this.jar);
    twin.token = this.token;
    return twin;
  }

  /** For reading flows as JSON. */
  get reader(): Client {
    return this.kind === 'browser' ? this.as('spa') : this;
  }

  get(path: string, options: Sending = {}): Promise<Answer> {
    return this.send('GET', path, options);
  }

  /** A body in this client's own encoding: a form for a browser, JSON for the others. */
  post(path: string, body: unknown, options: Sending = {}): Promise<Answer> {
    return this.send('POST', path, { ...(this.kind === 'browser' ? { form: body } : { json: body }), ...options });
  }

  async send(method: string, path: string, { json, form, raw, headers: extra = {}, on = 'public' }: Sending = {}): Promise<Answer> {
    const headers = new Headers({ accept: this.kind === 'browser' ? 'text/html,application/xhtml+xml' : 'application/json', 'user-agent': `zelos-test/${this.kind}` });
    if (this.kind !== 'api' && this.jar.size > 0) headers.set('cookie', [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '));
    if (this.kind === 'api' && this.token !== undefined) headers.set('x-session-token', this.token);
    let body = raw;
    if (json !== undefined) {
      body = JSON.stringify(json);
      headers.set('content-type', 'application/json');
    } else if (form !== undefined) {
      body = new URLSearchParams(formFields(form)).toString();
      headers.set('content-type', 'application/x-www-form-urlencoded');
    }
    for (const [name, value] of Object.entries(extra)) {
      if (value === null) headers.delete(name);
      else headers.set(name, value);
    }
    const url = new URL(path, on === 'admin' ? this.zelos.adminUrl : this.zelos.publicUrl);
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' });
    const response = await (on === 'admin' ? this.zelos.admin(request) : this.zelos.fetch(request));
    const cookies = response.headers.getSetCookie().map(parseCookie);
    if (this.kind !== 'api') {
      for (const { name, value, attributes } of cookies) {
        if (value === '' || Number(attributes['max-age'] ?? 1) <= 0) this.jar.delete(name);
        else this.jar.set(name, value);
      }
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, location: response.headers.get('location') ?? undefined, body: isJson && text !== '' ? JSON.parse(text) : text, cookies };
  }

  /** Goes where redirects lead while they lead to this server; the last answer. */
  async follow(answer: Answer): Promise<Answer> {
    let last = answer;
    for (let hops = 0; last.location?.startsWith(this.zelos.publicUrl); hops += 1) {
      if (hops > 10) throw new Error(`redirects go round at ${last.location}`);
      last = await this.get(last.location);
    }
    return last;
  }
}

/** `{ traits: { name: { first } } }` as the fields of a form: `traits.name.first`. Lists repeat with an index. */
export function formFields(body: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(body).flatMap(([key, value]): [string, string][] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (value === undefined) return [];
    return typeof value === 'object' && value !== null ? formFields(value as Record<string, unknown>, name) : [[name, `${value as string | number | boolean | null}`]];
  });
}

function parseCookie(line: string): SetCookie {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attributes = Object.fromEntries(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.toLowerCase(), value.join('=')];
    }),
  );
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes };
}

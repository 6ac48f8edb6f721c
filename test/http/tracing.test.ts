import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, before, test } from 'node:test';
import {
  type Attributes,
  type Context,
  context,
  type Exception,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { login, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

interface Seen {
  name: string;
  parent: SpanContext | undefined;
  id: string;
  attributes: Attributes;
  status: SpanStatus | undefined;
  ended: boolean;
}
const seen: Seen[] = [];

/** As much of an SDK as shows what would be exported. */
function span(name: string, { attributes = {} }: SpanOptions, parent: SpanContext | undefined): Span {
  const one: Seen = { name, parent, id: String(seen.length), attributes: { ...attributes }, status: undefined, ended: false };
  seen.push(one);
  const made: Span = {
    spanContext: () => ({ traceId: parent?.traceId ?? 'new', spanId: one.id, traceFlags: 1 }),
    setAttribute: (key, value) => {
      if (value !== undefined) one.attributes[key] = value;
      return made;
    },
    setAttributes: (more) => {
      Object.assign(one.attributes, more);
      return made;
    },
    updateName: (next) => {
      one.name = next;
      return made;
    },
    setStatus: (status) => {
      one.status = status;
      return made;
    },
    end: () => void (one.ended = true),
    isRecording: () => true,
    addEvent: () => made,
    addLink: () => made,
    addLinks: () => made,
    recordException: (_: Exception) => {},
  };
  return made;
}

let zelos: TestZelos;
before(async () => {
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.apply(self, args)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  propagation.setGlobalPropagator({
    inject: () => {},
    extract: (given, carrier, getter) => {
      const [, traceId, spanId] = String(getter.get(carrier, 'traceparent') ?? '').split('-');
      return traceId && spanId ? trace.setSpanContext(given, { traceId, spanId, traceFlags: 1 }) : given;
    },
    fields: () => ['traceparent'],
  });
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan: (name, options = {}, parent = context.active()) => span(name, options, trace.getSpanContext(parent)),
      startActiveSpan(name: string, ...rest: unknown[]) {
        const work = rest.at(-1) as (made: Span) => unknown;
        const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
        const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
        const made = span(name, options, trace.getSpanContext(parent));
        return context.with(trace.setSpan(parent, made), () => work(made)) as never;
      },
    }),
  });
  zelos = await startZelos();
});
after(async () => {
  await zelos.close();
  trace.disable();
  context.disable();
  propagation.disable();
});

test('a request is a span of the trace it is sent with, and its calls to the database are spans below it', async () => {
  const { client } = await signedIn(zelos, 'api');
  seen.length = 0;
  await client.get('/sessions/whoami?secret=word', { headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } });
  const [request, query, ...others] = seen;
  assert.deepEqual([request?.name, query?.name, others], ['GET /sessions/whoami', 'db.read', []]);
  assert.deepEqual(request?.parent, { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 });
  assert.deepEqual(request?.attributes, { 'http.request.method': 'GET', 'http.response.status_code': 200, 'http.route': '/sessions/whoami' });
  assert.deepEqual([query?.parent?.spanId, query?.attributes['db.query.summary']], [request?.id, 'session.by_token']);
  assert.ok(seen.every(({ ended, status }) => ended && status === undefined));
});

test('spans say nothing that was typed, and no ids', async () => {
  const client = zelos.client('api');
  seen.length = 0;
  const flow = await start(client, 'login');
  await submit(client, flow, { method: 'password', identifier: 'ada@zelos.test', password: 'a-secret-word' });
  const { client: signed, person } = await signedIn(zelos, 'browser');
  await login(signed, person, '?refresh=true');
  const all = JSON.stringify(seen);
  for (const secret of ['ada@zelos.test', 'a-secret-word', flow.id, person.id, person.email, person.password]) assert.equal(all.includes(secret), false, secret);
});

test('what fails is marked, and answered as ever', async () => {
  const broken = await startZelos();
  await broken.db.close();
  seen.length = 0;
  const answer = await broken.client('api').get('/self-service/login/api');
  assert.ok(answer.status >= 500);
  assert.deepEqual([...new Set(seen.map(({ status }) => status?.code))], [SpanStatusCode.ERROR]);
  assert.ok(seen.every(({ ended }) => ended));
  await broken.close().catch(() => {});
});

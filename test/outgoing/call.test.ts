import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { JsonnetError } from '../../src/jsonnet/jsonnet.ts';
import { type CallConfig, compileCall } from '../../src/outgoing/call.ts';
import { testClock } from '../support/clock.ts';
import { anywhere } from '../support/outgoing.ts';
import { receiver } from './servers.ts';

const clock = testClock();
const compiled = (config: Partial<CallConfig>) => compileCall({ url: 'http://127.0.0.1:1/', method: 'POST', headers: {}, ...config }, { name: 'the call of a test', clock, outgoing: anywhere });
const base64 = (text: string): string => `base64://${Buffer.from(text).toString('base64')}`;

describe('a call of the configuration', () => {
  test('is made of its template and the context, as JSON', async () => {
    for (const body of ['function(ctx) { to: ctx.name, n: 1 }', base64('function(ctx) { to: ctx.name, n: 1 }')]) {
      const request = (await compiled({ body })).request({ name: 'ada' }, 'id-1');
      assert.deepEqual(request, { id: 'id-1', url: 'http://127.0.0.1:1/', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"n":1,"to":"ada"}' });
    }
  });

  test('reads its template from another machine, once', async () => {
    const { url, received } = await receiver((_, response) => response.end('function(ctx) ctx'));
    const call = await compiled({ body: `${url}/body.jsonnet` });
    assert.deepEqual([call.request([1])?.body, call.request('x')?.body, received.length], ['[1]', '"x"', 1]);
  });

  test('is written as a form when its header says so', async () => {
    const call = await compiled({ headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'function(ctx) ctx' });
    assert.equal(call.request({ a: 'ä & b', n: 1.5, yes: true })?.body, 'a=%C3%A4+%26+b&n=1.5&yes=true');
    for (const no of [{ a: { b: 1 } }, { a: null }, ['a'], 'text', null]) assert.throws(() => call.request(no), /form/);
  });

  test('has an id of its own when none is given', async () => {
    const call = await compiled({});
    assert.notEqual(call.request({})?.id, call.request({})?.id);
  });

  test('is cancelled by its template, and fails with it', async () => {
    const call = await compiled({ body: "function(ctx) if ctx.skip then error 'cancel' else { a: ctx.missing }" });
    assert.equal(call.request({ skip: true }), undefined);
    assert.throws(() => call.request({ skip: false }), JsonnetError);
  });

  test('without a template has no body, nor has a TRACE', async () => {
    for (const config of [{}, { method: 'TRACE', body: 'function(ctx) ctx' }]) assert.equal((await compiled(config)).request({})?.body, undefined);
  });

  test('with a template or a type of body that cannot be used stops the start, by name', async () => {
    await assert.rejects(compiled({ body: 'function(ctx) {' }), /the call of a test: its body cannot be used/);
    await assert.rejects(compiled({ body: 'file:///nowhere.jsonnet' }), /the call of a test: its body cannot be used/);
    await assert.rejects(compiled({ headers: { 'content-type': 'text/xml' } }), /Content-Type/);
  });

  test('is plain data that can be sent later, by another process', async () => {
    const { url, received } = await receiver();
    const config: Partial<CallConfig> = {
      url: `${url}/x`,
      method: 'PUT',
      headers: { 'X-Tenant': 'a' },
      body: 'function(ctx) ctx',
      auth: { type: 'basic_auth', config: { user: 'ada', password: 'pass:word' } },
    };
    const stored = JSON.stringify((await compiled(config)).request({ a: 1 }, 'id-2'));
    assert.doesNotMatch(stored, /pass|Basic/, 'credentials are not stored with it');
    const { status } = await (await compiled(config)).send(JSON.parse(stored));
    assert.equal(status, 200);
    const [{ method, headers, body } = assert.fail('nothing arrived')] = received;
    assert.deepEqual(
      [method, headers['x-tenant'], headers['content-type'], headers.authorization, body],
      ['PUT', 'a', 'application/json', `Basic ${Buffer.from('ada:pass:word').toString('base64')}`, '{"a":1}'],
    );
  });

  test('shows a key where it is told to', async () => {
    const { url, received } = await receiver();
    for (const place of ['header', 'cookie'] as const) {
      const call = await compiled({ url, headers: { Cookie: 'lang=de' }, auth: { type: 'api_key', config: { name: 'X-Key', value: 's3cret', in: place } } });
      await call.send(call.request({}) ?? assert.fail());
    }
    assert.deepEqual(
      received.map(({ headers }) => [headers['x-key'], headers.cookie]),
      [
        ['s3cret', 'lang=de'],
        [undefined, 'lang=de; X-Key=s3cret'],
      ],
    );
  });
});

/** As a receiver checks it, by https://www.standardwebhooks.com. */
function verifies({ headers, body }: { headers: NodeJS.Dict<string | string[]>; body: string }, key: Buffer): boolean {
  const expected = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}

describe('a signed call', () => {
  const oldKey = Buffer.from('an old secret of 24 bytes!');
  const newKey = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const secrets = [`whsec_${newKey.toString('base64')}`, oldKey.toString()];

  test('is known by each of the secrets, and by no other; nor when a byte of it was changed', async () => {
    const { url, received } = await receiver();
    const call = await compiled({ url, body: 'function(ctx) ctx', signature: { secrets } });
    await call.send(call.request({ a: 'ä' }) ?? assert.fail());
    const [got = assert.fail('nothing arrived')] = received;
    assert.deepEqual([verifies(got, oldKey), verifies(got, newKey), verifies(got, Buffer.from('another'))], [true, true, false]);
    assert.equal(verifies({ ...got, body: `${got.body} ` }, newKey), false);
    assert.equal(verifies({ ...got, headers: { ...got.headers, 'webhook-id': 'x' } }, newKey), false);
    assert.equal(verifies({ ...got, headers: { ...got.headers, 'webhook-timestamp': '1' } }, newKey), false);
  });

  test('keeps its id over tries, and takes the time and the secrets of each', async () => {
    const { url, received } = await receiver();
    const before = await compiled({ url, body: 'function(ctx) ctx', signature: { secrets: [oldKey.toString()] } });
    const request = before.request({}, 'id-3') ?? assert.fail();
    await before.send(request);
    clock.advance(60_000);
    await (await compiled({ url, body: 'function(ctx) ctx', signature: { secrets: secrets.slice(0, 1) } })).send(request);
    const [first = assert.fail(), second = assert.fail()] = received;
    assert.deepEqual([first.headers['webhook-id'], second.headers['webhook-id']], ['id-3', 'id-3']);
    assert.equal(Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp']), 60);
    assert.deepEqual([verifies(first, oldKey), verifies(second, newKey), verifies(second, oldKey)], [true, true, false]);
  });

  test('is one with the example of the scheme', async () => {
    // The vector of the reference implementation: id, time, body and secret give this signature.
    const { url, received } = await receiver();
    clock.set(1_614_265_330_000);
    const call = await compiled({ url, signature: { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] } });
    await call.send({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', url, method: 'POST', headers: {}, body: '{"test": 2432232314}' });
    assert.equal(received[0]?.headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('is one only if there are secrets; its id it has in any case', async () => {
    const { url, received } = await receiver();
    const call = await compiled({ url, signature: { secrets: [] } });
    await call.send(call.request({}) ?? assert.fail());
    assert.deepEqual(
      Object.keys(received[0]?.headers ?? {}).filter((name) => name.startsWith('webhook-')),
      ['webhook-id'],
    );
  });
});

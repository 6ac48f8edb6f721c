import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { createConfig } from '../../src/config/config.ts';
import { createChannels } from '../../src/courier/courier.ts';
import { smtpChannel } from '../../src/courier/smtp.ts';
import { receiver } from '../outgoing/servers.ts';
import { Client } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { merged } from '../support/config.ts';
import { createPerson, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { anywhere } from '../support/outgoing.ts';

const flows = { selfservice: { flows: { recovery: { enabled: true } } } };
/** What the gateway answers next; 200 when there is nothing. */
const answers: number[] = [];
const gateway = await receiver((request, response) => response.writeHead(request.url === '/redirects' ? 302 : (answers.shift() ?? 200), { location: '/mail' }).end());
const call = (changes: object = {}) => ({ url: `${gateway.url}/mail`, ...changes });
const byHttp = (request_config: object) => merged(flows, { courier: { delivery_strategy: 'http', http: { request_config }, message_retries: 3, worker: { pull_wait: '20ms' } } });

async function ask(zelos: TestZelos): Promise<string> {
  const { email } = await createPerson(zelos);
  const client = new Client('api', zelos);
  await submit(client, await start(client, 'recovery'), { method: 'code', email });
  return email;
}

/** Turns the clock on until a message stands so. */
async function until(zelos: TestZelos, email: string, status: string): Promise<{ id: string; send_count: number }> {
  for (let i = 0; i < 300; i += 1) {
    const [message] = (await new Client('api', zelos).get(`/admin/courier/messages?recipient=${email}`, { on: 'admin' })).body;
    if (message.status === status) return message;
    zelos.clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return assert.fail(`the message to ${email} does not become ${status}`);
}
const bodiesTo = (email: string) => gateway.received.map(({ body, headers }) => ({ ...JSON.parse(body), id: headers['webhook-id'] })).filter(({ recipient }) => recipient === email);

onEveryDatabase(
  'mail by HTTP',
  (zelos) => {
    test('carries the message, its template and what that was filled with', async () => {
      const email = await ask(zelos());
      const { id } = await until(zelos(), email, 'sent');
      const [sent, ...more] = bodiesTo(email);
      assert.deepEqual(more, []);
      assert.deepEqual([sent.template_type, sent.message_type, sent.template_data.to, sent.id], ['recovery_code_valid', 'email', email, id]);
      const code = sent.template_data.recovery_code;
      assert.match(code, /^\d{6}$/);
      assert.match(sent.subject, /\w/);
      assert.ok(sent.body.includes(code) && !sent.body.includes('<p'), 'the body is the text');
      assert.ok(sent.html_body.includes(code) && sent.html_body.includes('<p'));
      assert.equal(sent.template_data.identity.traits.email, email, 'what a value holds keeps its names');
    });

    test('is tried again after 4xx and 5xx, with the same id, and sent once', async () => {
      answers.push(500, 429);
      const email = await ask(zelos());
      assert.equal((await until(zelos(), email, 'sent')).send_count, 3);
      const sent = bodiesTo(email);
      assert.equal(sent.length, 3);
      assert.equal(new Set(sent.map(({ id }) => id)).size, 1);
    });

    test('is given up when it was refused as often as it may be', async () => {
      answers.push(503, 503, 404);
      const email = await ask(zelos());
      assert.equal((await until(zelos(), email, 'abandoned')).send_count, 3);
      assert.equal(bodiesTo(email).length, 3);
    });
  },
  { config: byHttp(call({ signature: { secrets: ['a-secret-of-the-gateway-and-us'] } })) },
);

describe('mail by HTTP', () => {
  const sending = async (request_config: object, status: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const zelos = await startZelos({ config: merged(byHttp(request_config), more) });
    const email = await ask(zelos);
    await until(zelos, email, status);
    await zelos.close();
    return email;
  };

  test('looks as its template says', async () => {
    await sending(call({ url: `${gateway.url}/form`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'function(ctx) { To: ctx.recipient, Type: ctx.template_type }' }), 'sent');
    const { url, body } = gateway.received.pop() ?? assert.fail();
    assert.equal(url, '/form');
    assert.match(body, /^To=.+%40.+&Type=recovery_code_valid$/);
  });

  test('is not sent when its template cancels it', async () => {
    const before = gateway.received.length;
    await sending(call({ body: "function(ctx) if ctx.template_type == 'recovery_code_valid' then error 'cancel' else {}" }), 'sent');
    assert.equal(gateway.received.length, before);
  });

  test('is given up when its template fails, or the gateway redirects', async () => {
    const before = gateway.received.length;
    await sending(call({ body: 'function(ctx) ctx.nothing' }), 'abandoned');
    assert.equal(gateway.received.length, before);
    await sending(call({ url: `${gateway.url}/redirects` }), 'abandoned');
    assert.deepEqual(
      gateway.received.splice(before).map(({ url }) => url),
      ['/redirects', '/redirects', '/redirects'],
    );
  });

  test('does not reach a private address that is not allowed', async () => {
    const before = gateway.received.length;
    await sending(call(), 'abandoned', { clients: { http: { disallow_private_ip_ranges: true } } });
    assert.equal(gateway.received.length, before);
    await sending(call(), 'sent', { clients: { http: { disallow_private_ip_ranges: true, private_ip_exception_urls: [`${gateway.url}/mail`] } } });
    assert.equal(gateway.received.length, before + 1);
  });
});

describe('channels', () => {
  const channels = (courier: object) => createChannels({ config: createConfig({ courier }), clock: testClock(), outgoing: anywhere });

  test('of their own carry text messages, by the channel’s name', async () => {
    const made = await channels({
      channels: [{ id: 'sms', type: 'http', request_config: { url: `${gateway.url}/sms`, method: 'PUT', auth: { type: 'api_key', config: { name: 'X-Key', value: 'k', in: 'header' } } } }],
    });
    assert.deepEqual([...made.keys()], ['sms']);
    await made
      .get('sms')
      ?.send({ id: '1', to: '+49151', type: 'phone', template: 'login_code_valid', subject: '', text: 'Your code: 123456', html: undefined, data: { To: '+49151', LoginCode: '123456' } });
    const { method, url, headers, body } = gateway.received.pop() ?? assert.fail();
    assert.deepEqual([method, url, headers['x-key']], ['PUT', '/sms', 'k']);
    assert.deepEqual(JSON.parse(body), {
      recipient: '+49151',
      subject: '',
      body: 'Your code: 123456',
      template_type: 'login_code_valid',
      template_data: { to: '+49151', login_code: '123456' },
      message_type: 'sms',
    });
  });

  test('called email take the place of SMTP', async () => {
    const made = await channels({ smtp: { connection_uri: 'smtp://127.0.0.1:1' }, channels: [{ id: 'email', request_config: { url: `${gateway.url}/own` } }] });
    await made.get('email')?.send({ id: '2', to: 'a@b.c', type: 'email', template: 't', subject: 's', text: 't', html: '<p>', data: {} });
    assert.equal(gateway.received.pop()?.url, '/own');
  });

  test('that cannot be used stop the start', async () => {
    await assert.rejects(channels({ channels: [{ id: 'sms', request_config: { url: gateway.url, body: 'function(ctx' } }] }), /courier channel sms: its body cannot be used/);
    assert.throws(() => createConfig({ courier: { delivery_strategy: 'http' } }), /courier\.http\.request_config\.url is missing/);
    const sms = { id: 'sms', request_config: { url: gateway.url } };
    assert.throws(() => createConfig({ courier: { channels: [sms, sms] } }), /courier\.channels\[1\]\.id .*twice/);
  });
});

describe('mail by SMTP', () => {
  test('does not reach a private address that is not allowed, by name or number', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const config = createConfig({ clients: { smtp: { disallow_private_ip_ranges: true } }, courier: { smtp: { connection_uri: `smtp://${host}:${gateway.port}/?disable_starttls=true` } } });
      const channel = (await createChannels({ config, clock: testClock(), outgoing: anywhere })).get('email') ?? assert.fail();
      await assert.rejects(channel.send({ id: '3', to: 'a@b.c', type: 'email', template: 't', subject: 's', text: 't', html: undefined, data: {} }), /not allowed/, host);
      channel.close();
    }
  });

  test('speaks as ever over the connection that was looked at: without TLS, with STARTTLS and with TLS from the start', async () => {
    for (const [scheme, query, options] of [
      ['smtp', '?disable_starttls=true', { disabledCommands: ['STARTTLS'] }],
      ['smtp', '?skip_ssl_verify=true', {}],
      ['smtps', '?skip_ssl_verify=true', { secure: true }],
    ] as const) {
      const tos: string[] = [];
      const server = new SMTPServer({
        ...options,
        disabledCommands: [...('disabledCommands' in options ? options.disabledCommands : [])],
        authOptional: true,
        onData(stream, { envelope, secure }, done) {
          tos.push(`${secure} ${envelope.rcptTo.map(({ address }) => address).join()}`);
          stream.resume().on('end', () => done());
        },
      });
      server.on('error', () => {});
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.server.address() as AddressInfo;
      const asked: unknown[] = [];
      const config = createConfig({ clients: { smtp: { disallow_private_ip_ranges: true } } });
      const channel = smtpChannel(`${scheme}://mail.test:${port}/${query}`, config, async (host, to) => {
        asked.push(host, to);
        const socket = connect(to, '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      });
      await channel.send({ id: '4', to: 'ada@mail.test', type: 'email', template: 't', subject: 's', text: 't', html: undefined, data: {} });
      channel.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      assert.deepEqual([asked, tos], [['mail.test', port], [`${query !== '?disable_starttls=true'} ada@mail.test`]]);
    }
  });
});

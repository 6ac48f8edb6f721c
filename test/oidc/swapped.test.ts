import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, type Json } from '../support/clients.ts';
import { fetchFlow, flowIdIn, identityOf, login, messageIds, type Person, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, link, stranger } from './trips.ts';

const stub = await startStub();
let zelos: TestZelos;
before(async () => {
  zelos = await startZelos({ config: withProviders(stub) });
});
after(() => zelos.close());

const PURPOSES = ['settings', 'login', 'registration'] as const;
type Purpose = (typeof PURPOSES)[number];

const USED = 4050933;
const FAILED = 4050932;

/** Somebody on the way back from the provider: their browser, its form, and the address they come back by. */
interface Trip {
  readonly client: Client;
  readonly flow: Json;
  readonly to: URL;
  /** Who has begun it, if they have a session. */
  readonly person: Person | undefined;
  /** Whom the provider speaks of. */
  readonly sub: string;
}

async function begin(purpose: Purpose, provider = 'acme'): Promise<Trip> {
  const settled = purpose === 'registration' ? undefined : await signedIn(zelos, 'spa');
  const social = purpose === 'login' && settled ? await link(settled.client, stub, provider) : stranger();
  const client = purpose === 'settings' && settled ? settled.client : new Client('spa', zelos);
  const flow = await start(client, purpose);
  stub.person = social;
  const to = await away(client, flow, purpose === 'settings' ? { link: provider } : { provider });
  return { client, flow, to: new URL(to), person: purpose === 'settings' ? settled?.person : undefined, sub: String(social['sub']) };
}

const linksOf = async ({ person }: Trip): Promise<string[]> => (person === undefined ? [] : ((await identityOf(zelos, person.id, 'oidc')).credentials.oidc?.identifiers ?? []));
const isIn = async (client: Client): Promise<boolean> => (await client.reader.get('/sessions/whoami')).status === 200;

/** Nothing has come of it: nobody is signed in who was not, nothing is linked, and the form says why. */
async function refused(purpose: Purpose, trip: Trip, location: string | undefined, message: number): Promise<void> {
  assert.equal(flowIdIn(location), trip.flow.id, 'the form it belongs to');
  assert.deepEqual(messageIds(await fetchFlow(trip.client, purpose, trip.flow.id)), [message]);
  assert.deepEqual(await linksOf(trip), []);
  assert.equal(await isIn(trip.client), purpose === 'settings');
}

const come = async (client: Client, to: URL): Promise<string | undefined> => (await back(client, to.href)).location;
const withPart = (to: URL, name: string, value: string | null): URL => {
  const url = new URL(to);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url;
};

for (const purpose of PURPOSES)
  describe(`an answer for ${purpose}`, () => {
    test('a second time does nothing, and asks the provider for nothing', async () => {
      const trip = await begin(purpose);
      await come(trip.client, trip.to);
      const session = (await trip.client.get('/sessions/whoami')).body.id;
      const asked = stub.redeemed;
      const location = await come(trip.client, trip.to);
      assert.equal(stub.redeemed, asked);
      assert.equal((await trip.client.get('/sessions/whoami')).body.id, session);
      if (purpose === 'settings') assert.deepEqual([flowIdIn(location), messageIds(await fetchFlow(trip.client, purpose, trip.flow.id))], [trip.flow.id, [USED]]);
    });

    test('a second time in another browser signs nobody in', async () => {
      const trip = await begin(purpose);
      await come(trip.client, trip.to);
      const thief = new Client('spa', zelos);
      await start(thief, 'login');
      await come(thief, trip.to);
      assert.equal(await isIn(thief), false);
    });

    for (const other of PURPOSES)
      test(`with the code of ${other === purpose ? 'another trip' : other} is refused in its form`, async () => {
        const [mine, theirs] = [await begin(purpose), await begin(other)];
        await refused(purpose, mine, await come(mine.client, withPart(mine.to, 'code', theirs.to.searchParams.get('code'))), FAILED);
      });

    test('with the state of another trip is refused in that one’s form', async () => {
      const [mine, theirs] = [await begin(purpose), await begin(purpose)];
      const location = await come(mine.client, withPart(mine.to, 'state', theirs.to.searchParams.get('state')));
      assert.equal(location === undefined || !new URL(location).searchParams.has('flow'), true, 'it is no form of this browser');
      assert.deepEqual([await linksOf(mine), await linksOf(theirs)], [[], []]);
      assert.equal(await isIn(mine.client), purpose === 'settings');
    });

    test('at the address of another provider is refused in its form', async () => {
      const trip = await begin(purpose);
      const elsewhere = new URL(trip.to);
      elsewhere.pathname = elsewhere.pathname.replace('acme', 'globex');
      await refused(purpose, trip, await come(trip.client, elsewhere), USED);
    });

    test('of one provider with the code of another is refused in its form', async () => {
      const [mine, theirs] = [await begin(purpose, 'acme'), await begin(purpose, 'globex')];
      await refused(purpose, mine, await come(mine.client, withPart(mine.to, 'code', theirs.to.searchParams.get('code'))), FAILED);
    });

    test('without a code, or with an empty one, is refused in its form', async () => {
      for (const code of [null, '', 'x']) {
        const trip = await begin(purpose);
        await refused(purpose, trip, await come(trip.client, withPart(trip.to, 'code', code)), FAILED);
      }
    });

    test('that names another issuer is refused in its form', async () => {
      const trip = await begin(purpose);
      await refused(purpose, trip, await come(trip.client, withPart(trip.to, 'iss', 'https://other.test')), FAILED);
    });

    test('after fifteen minutes is refused in its form', async () => {
      const trip = await begin(purpose);
      zelos.clock.advance(15 * 60_000);
      await refused(purpose, trip, await come(trip.client, trip.to), USED);
    });

    test('in another browser leads to no form, signs nobody in and links nothing', async () => {
      const trip = await begin(purpose);
      const other = new Client('spa', zelos);
      await start(other, 'login');
      const location = await come(other, trip.to);
      assert.ok(!location?.includes(trip.flow.id), location);
      assert.equal(await isIn(other), false);
      assert.deepEqual(await linksOf(trip), []);
    });
  });

describe('an answer for settings', () => {
  test('in another session of the same person is refused in the form, and with another identity leads nowhere', async () => {
    const trip = await begin('settings');
    const again = new Client('spa', zelos);
    await login(again, trip.person ?? assert.fail());
    assert.equal(flowIdIn(await come(again, trip.to)), trip.flow.id);
    assert.deepEqual(messageIds(await fetchFlow(again, 'settings', trip.flow.id)), [USED]);
    const second = await begin('settings');
    const somebody = await signedIn(zelos, 'spa');
    assert.match((await come(somebody.client, second.to)) ?? '', /\/error\?id=/);
    assert.deepEqual([await linksOf(trip), await linksOf(second)], [[], []]);
  });

  test('is worth nothing after signing out, even to the same person', async () => {
    const trip = await begin('settings');
    await trip.client.get((await trip.client.get('/self-service/logout/browser')).body.logout_url);
    await login(trip.client, trip.person ?? assert.fail());
    await come(trip.client, trip.to);
    assert.deepEqual(await linksOf(trip), []);
  });
});

test('a state that was made for one flow opens no other, whatever the address says', async () => {
  const trip = await begin('login');
  const settled = await signedIn(zelos, 'spa');
  const flow = await start(settled.client, 'settings');
  await submit(settled.client, flow, { link: 'acme' });
  await come(settled.client, trip.to);
  assert.deepEqual((await identityOf(zelos, settled.person.id, 'oidc')).credentials.oidc, undefined);
});

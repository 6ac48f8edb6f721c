import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../src/clock.ts';
import { Conflict, type Database, Duplicate } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { applyChanges, newIdentity } from '../../src/identity/changes.ts';
import type { Account, Change, CredentialType, NewCredential } from '../../src/identity/identity.ts';
import { findAccount, findAccountByLogin } from '../../src/identity/store.ts';
import { compileSchema } from '../../src/schema/identity-schema.ts';
import { DATABASES } from '../support/databases.ts';

const mail = { credentials: { password: { identifier: true }, webauthn: { identifier: true } }, verification: { via: 'email' }, recovery: { via: 'email' } };
const schema = compileSchema('people', {
  properties: {
    traits: {
      type: 'object',
      properties: { email: { type: 'string', format: 'email', 'ory.sh/kratos': mail }, emails: { type: 'array', items: { type: 'string', 'ory.sh/kratos': mail } }, name: { type: 'string' } },
    },
  },
});
/** As an engine with passwords, links and keys would count. */
const usable = ({ credentials }: Account) => ({
  first: credentials.filter((c) => c.type === 'oidc' || (c.type === 'password' && c.identifiers.length > 0)).length,
  second: credentials.filter((c) => c.type === 'webauthn').length,
});
const at = (now: number) => ({ schema, now, usable });
const password: NewCredential = { type: 'password', slot: '', config: { hashed_password: 'x' } };
const link = (slot: string): NewCredential => ({ type: 'oidc', slot, config: {}, identifiers: [slot] });
const key = (slot: string): NewCredential => ({ type: 'webauthn', slot, config: {} });
const person = (traits: Record<string, unknown>, ...credentials: NewCredential[]): Account => newIdentity({ traits, credentials }, at(1000)).account;
const set = (credential: NewCredential): Change => ({ type: 'setCredential', credential });
const remove = (credentialType: CredentialType, slot: string): Change => ({ type: 'removeCredential', credentialType, slot });

describe('the next account', () => {
  test('is the very same, without a write, if nothing changes', () => {
    const before = person({ email: 'a@b.c', name: 'Ada' }, password);
    const { account, writes } = applyChanges(before, [{ type: 'setTraits', traits: { name: ' Ada ', email: 'a@b.c' } }], at(2000));
    assert.equal(account, before);
    assert.deepEqual(writes, []);
  });
  test('keeps untouched addresses as they are, and makes a new one pending', () => {
    const made = person({ emails: ['a@b.c', 'd@e.f'] });
    const [first, second] = made.identity.verifiableAddresses;
    assert.ok(first && second);
    const verified = { ...first, verified: true, status: 'completed' as const, verifiedAt: 1500 };
    const before = { ...made, identity: { ...made.identity, verifiableAddresses: [verified, second] } };
    const { identity } = applyChanges(before, [{ type: 'setTraits', traits: { emails: ['new@b.c', ' A@B.C'] } }], at(2000)).account;
    assert.equal(identity.verifiableAddresses[1], verified);
    assert.equal(identity.recoveryAddresses[1], made.identity.recoveryAddresses[0]);
    const { id, ...fresh } = identity.verifiableAddresses[0] ?? {};
    assert.deepEqual(fresh, { value: 'new@b.c', via: 'email', verified: false, status: 'pending', verifiedAt: null, createdAt: 2000, updatedAt: 2000 });
  });
  test('names what follows from the traits in every credential that is named by them, and leaves the others', () => {
    const before = person({ email: 'a@b.c' }, password, link('acme:1'), key('k1'));
    const { credentials } = applyChanges(before, [{ type: 'setTraits', traits: { email: 'x@y.z' } }], at(2000)).account;
    assert.deepEqual(Object.fromEntries(credentials.map((c) => [c.type, [c.identifiers, c.version]])), {
      oidc: [['acme:1'], 1],
      password: [['x@y.z'], 2],
      webauthn: [['x@y.z'], 2],
    });
    assert.ok(credentials.includes(before.credentials.find((c) => c.type === 'oidc') ?? assert.fail()));
  });
  test('replaces a credential in place, with its id, and one version up', () => {
    const before = person({ email: 'a@b.c' }, password);
    const { credentials } = applyChanges(before, [set({ ...password, config: { hashed_password: 'y' } })], at(2000)).account;
    assert.deepEqual(credentials, [{ ...before.credentials[0], config: { hashed_password: 'y' }, version: 2, updatedAt: 2000 }]);
  });
  test('removes the one credential that is meant', () => {
    const before = person({ email: 'a@b.c' }, password, link('acme:1'), link('acme:2'));
    assert.deepEqual(new Set(applyChanges(before, [remove('oidc', 'acme:1')], at(2000)).account.credentials.map((c) => c.slot)), new Set(['', 'acme:2']));
  });
  test('always reaches the AAL that a count from scratch gives', () => {
    const change = fc.oneof(
      fc.constantFrom('a@b.c', 'x@y.z', undefined).map((email): Change => ({ type: 'setTraits', traits: email === undefined ? {} : { email } })),
      fc.constantFrom(password, link('acme:1'), key('k1'), key('k2')).map(set),
      fc.constantFrom(remove('password', ''), remove('oidc', 'acme:1'), remove('webauthn', 'k1'), remove('webauthn', 'k2')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 8 }), (steps) => {
        let account = person({ email: 'a@b.c' }, password);
        for (const [i, changes] of steps.entries()) account = applyChanges(account, changes, at(2000 + i)).account;
        const { first, second } = usable(account);
        assert.equal(account.identity.availableAal, first === 0 ? 'aal0' : second === 0 ? 'aal1' : 'aal2');
      }),
    );
  });
});

for (const database of DATABASES) {
  describe(`what is stored · ${database.name}`, () => {
    const withDb = (title: string, run: (db: Database) => Promise<void>): void =>
      void test(title, async () => {
        const { dsn, close } = await database.open();
        const db = await openDatabase(dsn, { clock: systemClock });
        try {
          await db.migrate();
          await run(db);
        } finally {
          await db.close();
          await close();
        }
      });
    const create = async (db: Database, traits: Record<string, unknown>, ...credentials: NewCredential[]): Promise<Account> => {
      const { account, writes } = newIdentity({ traits, credentials }, at(1000));
      await db.write(writes);
      return account;
    };

    withDb('is read back as it was decided, step after step', async (db) => {
      let account = await create(db, { email: 'a@b.c' }, password, key('k1'));
      assert.deepEqual(await findAccount(db, account.identity.id), account);
      const steps: Change[][] = [
        [{ type: 'setTraits', traits: { email: 'x@y.z', emails: ['p@q.r'] } }, set(link('acme:1'))],
        [remove('webauthn', 'k1'), set(password)],
        [{ type: 'setTraits', traits: {} }],
      ];
      for (const [i, changes] of steps.entries()) {
        const next = applyChanges(account, changes, at(2000 + i));
        await db.write(next.writes);
        account = next.account;
        assert.deepEqual(await findAccount(db, account.identity.id), account);
      }
    });
    withDb('gives up a name that is no longer held, and lets somebody else have it', async (db) => {
      const ada = await create(db, { email: 'a@b.c' }, password);
      await db.write(applyChanges(ada, [{ type: 'setTraits', traits: { email: 'x@y.z' } }], at(2000)).writes);
      const bea = await create(db, { email: 'a@b.c' });
      assert.equal((await findAccountByLogin(db, 'a@b.c'))?.identity.id, bea.identity.id);
      assert.equal((await findAccountByLogin(db, 'x@y.z'))?.identity.id, ada.identity.id);
    });
    withDb('has each name, link and key once among all people, and keeps nothing of a change that would break this', async (db) => {
      await create(db, { email: 'a@b.c' }, link('acme:1'), key('k1'));
      const bea = await create(db, { email: 'x@y.z' });
      for (const change of [{ type: 'setTraits', traits: { email: 'A@B.C', name: 'Bea' } } as const, set(link('acme:1')), set(key('k1'))]) {
        await assert.rejects(db.write(applyChanges(bea, [change], at(2000)).writes), Duplicate);
        assert.deepEqual(await findAccount(db, bea.identity.id), bea);
      }
    });
    withDb('lets one person have the same text as password name and key', async (db) => {
      await create(db, { email: 'a@b.c' }, password, key('a@b.c'), link('a@b.c'));
    });
    withDb('of two changes made from one reading keeps the first and refuses the second', async (db) => {
      const account = await create(db, { email: 'a@b.c' }, password);
      const [one, two] = [set(key('k1')), set(link('acme:1'))].map((change) => applyChanges(account, [change], at(2000)));
      await db.write(one?.writes ?? []);
      await assert.rejects(db.write(two?.writes ?? []), Conflict);
      assert.deepEqual(await findAccount(db, account.identity.id), one?.account);
    });
    withDb('drops the names of an earlier schema when names change', async (db) => {
      const earlier = compileSchema('people', {
        properties: { traits: { type: 'object', properties: { name: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } } } } },
      });
      const { account, writes } = newIdentity({ traits: { name: 'ada' } }, { ...at(1000), schema: earlier });
      await db.write(writes);
      await db.write(applyChanges(account, [{ type: 'setTraits', traits: { name: 'ada', email: 'a@b.c' } }], at(2000)).writes);
      assert.equal(await findAccountByLogin(db, 'ada'), undefined);
    });
  });
}

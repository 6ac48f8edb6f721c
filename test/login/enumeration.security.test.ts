import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hasher } from '../../src/crypto/passwords/hasher.ts';
import { ValidationError } from '../../src/errors.ts';
import type { Account } from '../../src/identity/identity.ts';
import { passwordLogin } from '../../src/methods/password/login.ts';
import type { ClientKind } from '../support/clients.ts';
import { createPerson, flowAfter, newEmail, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';

everywhere('who is unknown', (kind: ClientKind, zelos) => {
  test('is answered like somebody with a wrong password', async () => {
    const withoutPassword = await createPerson(zelos(), { credentials: {} });
    const known = await createPerson(zelos());
    const bodies = [];
    for (const identifier of [known.email, newEmail(), withoutPassword.email]) {
      const client = zelos().client(kind);
      const flow = await start(client, 'login');
      const answer = await submit(client, flow, { method: 'password', identifier, password: 'wrong-horse-wrong' });
      const shown = JSON.stringify(await flowAfter(client, 'login', answer));
      const masked = shown
        .replaceAll(flow.id, 'id')
        .replaceAll(identifier, 'identifier')
        .replace(/"csrf_token","type":"hidden","value":"[^"]*"/, '"csrf_token"');
      bodies.push({ status: answer.status, headers: [...answer.headers.keys()].sort(), cookies: answer.cookies.map((c) => c.name), masked });
    }
    assert.deepEqual(bodies[1], bodies[0]);
    assert.deepEqual(bodies[2], bodies[0]);
  });
});

test('who is unknown costs one check of a password, as everybody does', async () => {
  const calls: string[] = [];
  const hasher = {
    verify: async () => (calls.push('verify'), false),
    burn: async () => void calls.push('burn'),
    hash: async () => (calls.push('hash'), ''),
    needsRehash: () => true,
  } as unknown as Hasher;
  const person = (credentials: Account['credentials']): Account => ({ identity: {} as Account['identity'], credentials });
  const password = { id: '', type: 'password', slot: '', identifiers: ['a'], config: { hashed_password: 'x' }, version: 1, createdAt: 0, updatedAt: 0 } as const;
  for (const account of [person([password]), undefined, person([])]) {
    const turn = { submission: { identifier: 'a', password: 'b' }, hasher, findByIdentifier: async () => account };
    await assert.rejects(passwordLogin.submit(turn as unknown as Parameters<typeof passwordLogin.submit>[0]), ValidationError);
  }
  assert.deepEqual(calls, ['verify', 'burn', 'burn']);
});

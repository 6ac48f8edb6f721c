import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '../../src/identity/identity.ts';
import { aalOf, isAlive, isPrivileged, satisfies } from '../../src/session/assurance.ts';
import type { Session } from '../../src/session/session.ts';

const NOW = 1_000_000;
const session = (changes: Partial<Session>): Session => ({
  id: 's',
  identityId: 'i',
  active: true,
  aal: 'aal1',
  methods: [],
  devices: [],
  authenticatedAt: NOW,
  issuedAt: NOW,
  expiresAt: NOW + 1000,
  ...changes,
});
const person = (availableAal: Identity['availableAal']): Identity => ({ availableAal }) as Identity;

test('a session has the level of the best factor it has proven', () => {
  assert.equal(aalOf([]), 'aal1');
  assert.equal(aalOf([{ method: 'password', aal: 'aal1', completedAt: 1 }]), 'aal1');
  assert.equal(
    aalOf([
      { method: 'password', aal: 'aal1', completedAt: 1 },
      { method: 'totp', aal: 'aal2', completedAt: 2 },
      { method: 'password', aal: 'aal1', completedAt: 3 },
    ]),
    'aal2',
  );
});

for (const [required, available, aal, expected] of [
  ['aal1', 'aal2', 'aal1', true],
  ['aal2', 'aal1', 'aal1', false],
  ['aal2', 'aal2', 'aal1', false],
  ['aal2', 'aal2', 'aal2', true],
  ['highest_available', 'aal0', 'aal1', true],
  ['highest_available', 'aal1', 'aal1', true],
  ['highest_available', 'aal2', 'aal1', false],
  ['highest_available', 'aal2', 'aal2', true],
  // A second factor that was removed since does not make the session weaker.
  ['highest_available', 'aal1', 'aal2', true],
] as const) {
  test(`a session at ${aal} of a person who could reach ${available} ${expected ? 'satisfies' : 'does not satisfy'} ${required}`, () =>
    assert.equal(satisfies(session({ aal }), person(available), required), expected));
}

test('a session is privileged until its last proof is as old as allowed, to the millisecond', () => {
  assert.equal(isPrivileged(session({ authenticatedAt: NOW }), 1000, NOW + 999), true);
  assert.equal(isPrivileged(session({ authenticatedAt: NOW }), 1000, NOW + 1000), false);
});
test('a session is never privileged where the allowed age is nothing', () => {
  assert.equal(isPrivileged(session({ authenticatedAt: NOW }), 0, NOW), false);
  assert.equal(isPrivileged(session({ authenticatedAt: NOW + 5 }), 0, NOW), false);
});
test('a session lives until the millisecond it expires in, unless it was ended', () => {
  assert.equal(isAlive(session({ expiresAt: NOW + 1 }), NOW), true);
  assert.equal(isAlive(session({ expiresAt: NOW }), NOW), false);
  assert.equal(isAlive(session({ active: false }), NOW), false);
});

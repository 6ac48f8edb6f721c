import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { vectors } from '../passwords/vectors.ts';
import { canSignIn, createPerson, identityOf } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

const argon2 = { memory: '64KB', iterations: 2, parallelism: 1, salt_length: 16, key_length: 32 };
const targets = [
  ['argon2', { algorithm: 'argon2', argon2 }, /^\$argon2id\$v=19\$m=64,t=2,p=1\$/],
  ['bcrypt', { algorithm: 'bcrypt', bcrypt: { cost: 5 } }, /^\$2[ab]\$05\$/],
] as const;

for (const [name, hashers, current] of targets)
  describe(`signing in makes old hashes new: ${name}`, () => {
    let zelos: TestZelos;
    before(async () => {
      zelos = await startZelos({ config: { hashers } });
    });
    after(() => zelos.close());
    const hashOf = async (id: string): Promise<string> => (await identityOf(zelos, id, 'password')).credentials.password.config.hashed_password;

    for (const [format, password, hash] of vectors)
      test(format, async () => {
        const person = await createPerson(zelos, { password, credentials: { password: { config: { hashed_password: hash } } } });
        assert.equal(await canSignIn(zelos, { ...person, password: `${password}x` }), false);
        assert.equal(await hashOf(person.id), hash, 'a wrong password changes nothing');
        assert.equal(await canSignIn(zelos, person), true);
        const made = await hashOf(person.id);
        // bcrypt could not hold all of a longer one.
        if (name === 'bcrypt' && Buffer.byteLength(password) > 72) assert.equal(made, hash);
        else assert.match(made, current);
        assert.equal(await canSignIn(zelos, person), true);
        assert.equal(await hashOf(person.id), made, 'nothing is left to do the second time');
      });
  });

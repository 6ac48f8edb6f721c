import { availableParallelism } from 'node:os';
import { ValidationError } from '../../errors.ts';
import { m } from '../../messages/catalogue.ts';
import { type Argon2Settings, hashArgon2id, isArgon2idOf } from './argon2.ts';
import { BCRYPT_BYTES, costOf, hashBcrypt } from './bcrypt.ts';
import { HashRefused } from './format.ts';
import { readHash } from './formats.ts';
import { createQueue } from './queue.ts';

/** Everything that turns passwords into hashes. The work is done off the event loop, behind a bounded queue (503 when it is full). */
export interface Hasher {
  /** A hash in the configured format. @throws ValidationError on `password` if it is longer than the format looks at */
  hash(password: string): Promise<string>;
  /** Whether the password is the one that was hashed, in any known format. */
  verify(password: string, hash: string): Promise<boolean>;
  /** Whether a hash should be made anew from the password that has just been proven; not if the configured format could not hold it. */
  needsRehash(hash: string, password?: string): boolean;
  /** Costs what `verify` costs: done for people who do not exist, so that they cannot be told from those who do. */
  burn(password: string): Promise<void>;
  /** Why a hash cannot be imported; undefined if it can. */
  refusal(hash: string): string | undefined;
}

export interface HasherConfig {
  readonly hashers: {
    readonly algorithm: 'argon2' | 'bcrypt';
    readonly bcrypt: { readonly cost: number };
    readonly argon2: Argon2Settings;
  };
}

/** A password above this was never set by anybody, and is not worth hashing. */
const MOST_BYTES = 4096;
/** Sign-ins that may wait for each that runs: about two seconds' worth. */
const WAITING_EACH = 64;

export function createHasher({ hashers: { algorithm, bcrypt, argon2 } }: HasherConfig): Hasher {
  const cores = availableParallelism();
  const queued = createQueue({ running: cores, waiting: cores * WAITING_EACH });
  const most = algorithm === 'bcrypt' ? BCRYPT_BYTES : MOST_BYTES;
  const make = (password: Buffer): Promise<string> => (algorithm === 'bcrypt' ? hashBcrypt(password, bcrypt.cost) : hashArgon2id(password, argon2));
  const isCurrent = (hash: string): boolean => (algorithm === 'bcrypt' ? costOf(hash) === bcrypt.cost : isArgon2idOf(hash, argon2));
  let nobody: Promise<string> | undefined;

  async function verify(password: string, hash: string): Promise<boolean> {
    const check = readHash(hash);
    const spellings = [...new Set([password.normalize('NFC'), password])].map((text) => Buffer.from(text));
    if (spellings.some((bytes) => bytes.length > MOST_BYTES)) return false;
    return queued(async () => {
      // Other systems hash what was typed as it was typed; ours its composed form.
      for (const bytes of spellings) if (await check(bytes)) return true;
      return false;
    });
  }

  return {
    async hash(password) {
      const bytes = composed(password);
      if (bytes.length > most) throw new ValidationError({ field: 'password', message: m.passwordTooLong({ max_length: most, actual_length: bytes.length }) });
      return queued(() => make(bytes));
    },
    async verify(password, hash) {
      try {
        return await verify(password, hash);
      } catch (error) {
        // A stored hash that nobody can read opens nothing.
        if (error instanceof HashRefused) return false;
        throw error;
      }
    },
    needsRehash: (hash, password = '') => !isCurrent(hash) && composed(password).length <= most,
    async burn(password) {
      nobody ??= make(Buffer.from('nobody has this password'));
      await verify(password, await nobody);
    },
    refusal(hash) {
      try {
        readHash(hash);
        return undefined;
      } catch (error) {
        if (error instanceof HashRefused) return error.message;
        throw error;
      }
    },
  };
}

/** One password has many spellings in Unicode; the composed one is what is hashed. */
const composed = (password: string): Buffer => Buffer.from(password.normalize('NFC'));

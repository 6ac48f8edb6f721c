import * as bcrypt from '@node-rs/bcrypt';
import { malformed, type PasswordFormat, within } from './format.ts';

/** bcrypt looks at no more: a longer password is refused instead of cut. */
export const BCRYPT_BYTES = 72;

const PARTS = /^\$2[abxy]?\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Each step doubles the time; 16 takes seconds. */
const MOST = 16;

export const costOf = (hash: string): number | undefined => {
  const cost = PARTS.exec(hash)?.[1];
  return cost === undefined ? undefined : Number(cost);
};

export const bcryptFormat: PasswordFormat = {
  name: 'bcrypt',
  prefix: /^\$2[abxy]?\$/,
  read(hash) {
    const parts = PARTS.exec(hash);
    if (!parts) throw malformed('$2b$<cost>$<salt and hash>');
    within('a cost of', parts[1], 4, MOST);
    const readable = hash.replace(/^\$2\$/, '$2a$');
    return async (password) => password.byteLength <= BCRYPT_BYTES && bcrypt.verify(password, readable);
  },
};

export const hashBcrypt = (password: Buffer, cost: number): Promise<string> => bcrypt.hash(password, { cost });

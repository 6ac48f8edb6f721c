import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { equal } from '../digest.ts';
import { bytesOf, malformed, type PasswordFormat, within } from './format.ts';

const derive = promisify(pbkdf2);
const PARTS = /^\$pbkdf2-(sha1|sha224|sha256|sha384|sha512)\$i=(\d+),l=\d+\$([^$]*)\$([^$]+)$/;

/** RFC 8018 §5.2. The length is that of the hash; `l=` only repeats it. */
export const pbkdf2Format: PasswordFormat = {
  name: 'pbkdf2-sha1, -sha224, -sha256, -sha384, -sha512',
  prefix: /^\$pbkdf2-sha\d+\$/,
  read(hash) {
    const parts = PARTS.exec(hash);
    if (!parts) throw malformed('$pbkdf2-<digest>$i=<iterations>,l=<length>$<salt>$<hash>, with a digest of sha1, sha224, sha256, sha384 or sha512');
    const [, digest = '', rounds] = parts;
    const iterations = within('i', rounds, 1, 10_000_000);
    const salt = bytesOf(parts[3]);
    const key = bytesOf(parts[4]);
    within('a length of bytes', String(key.length), 8, 1024);
    return async (password) => equal(await derive(password, salt, iterations, key.length, digest), key);
  },
};

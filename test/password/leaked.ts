import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '../../src/config/config.ts';
import { buildBreachFile } from '../../src/crypto/passwords/breach-file/build.ts';

/** Passwords that have leaked, as far as these tests go. */
export const LEAKED = ['leaked-and-well-known', 'another-leaked-one'] as const;

const folder = mkdtempSync(join(tmpdir(), 'zelos-leaked-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'leaked.bin');
const lines = LEAKED.map((password) => `${createHash('sha1').update(password).digest('hex')}:5\n`).sort();
await buildBreachFile(
  (async function* () {
    yield Buffer.from(lines.join(''));
  })(),
  path,
  0,
);

/** Looks passwords up in a file of just these. */
export const lookingUp = (mode: 'reject' | 'warn'): ConfigInput => ({
  selfservice: { methods: { password: { config: { haveibeenpwned_enabled: true, haveibeenpwned_file: path, haveibeenpwned_mode: mode } } } },
});

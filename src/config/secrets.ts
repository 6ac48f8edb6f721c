import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { randomToken } from '../crypto/random.ts';
import type { Draft } from './derive.ts';
import { readDsn } from './dsn.ts';
import type { Report } from './rules.ts';

/** Completes the secrets: made anew for a database in memory, kept in a file beside an embedded one, so that a restart keeps everybody signed in. */
export function completeSecrets({ dsn, secrets }: Draft, wrong: Report, warn: Report): void {
  const database = readDsn(dsn);
  if (secrets.default === undefined) secrets.default = database.kind === 'sqlite' ? kept(database.file, wrong, warn) : [randomToken()];
  for (const name of ['cookie', 'cipher', 'pagination'] as const) if (secrets[name] === undefined) secrets[name] = secrets.default;
}

/** `zelos.db` → `zelos.secrets.json` in the same folder. */
const secretsFileOf = (databaseFile: string): string => join(dirname(databaseFile), `${basename(databaseFile, extname(databaseFile))}.secrets.json`);

function kept(databaseFile: string, wrong: Report, warn: Report): string[] {
  const file = secretsFileOf(databaseFile);
  try {
    if (!existsSync(file)) {
      if (existsSync(databaseFile)) warn('secrets.default', `is missing, and so is ${file}, though the database is there: new secrets were made, so what was sealed with others cannot be read`);
      make(file);
    }
    if ((statSync(file).mode & 0o077) !== 0 && process.platform !== 'win32') warn('secrets.default', `is read from ${file}, which others on this machine can read: chmod 600 it`);
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const list: unknown = typeof found === 'object' && found !== null && 'default' in found ? found.default : undefined;
    if (Array.isArray(list) && list.length > 0 && list.every((secret) => typeof secret === 'string' && secret.length >= 16)) return list;
    wrong('secrets.default', `is not set, and ${file} holds no list of secrets under "default": put the file back as it was`);
  } catch (error) {
    wrong('secrets.default', `is not set, and ${file} cannot be used: ${error instanceof SyntaxError ? 'it is not JSON' : ((error as NodeJS.ErrnoException).code ?? String(error))}`);
  }
  return [];
}

/** Complete or not there at all, also when two processes start at once: the first one's file stays. */
function make(file: string): void {
  const draft = `${file}.${randomToken('', 8)}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify({ default: [randomToken()] }, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/db/open.ts';
import { DATABASES } from '../support/databases.ts';
import { addError, error, NOW } from './rows.ts';

const WRITER = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));
const ENOUGH = 150;

for (const kind of DATABASES.filter(({ name }) => name !== 'SQLite in memory')) {
  test(`after kill -9 every acknowledged save is there and none is there by half (${kind.name})`, async () => {
    const { dsn, close } = await kind.open();
    const before = await openDatabase(dsn, { clock: { now: () => NOW } });
    await before.migrate();
    await before.close();

    const acknowledged = await killedWhileWriting(dsn);

    const db = await openDatabase(dsn, { clock: { now: () => NOW } });
    await db.ready();
    const identities = await db.list((k) => k.selectFrom('identities').select(['id', 'version', 'traits']));
    const names = await db.list((k) => k.selectFrom('identifiers').select(['identity_id', 'value']));
    const versions = new Map(identities.map(({ id, version }) => [id, version]));
    for (const [id, version] of acknowledged) assert.ok((versions.get(id) ?? 0) >= version, `the save ${version} of ${id} was acknowledged, and is lost`);
    const expected = identities.flatMap(({ id, version }) => Array.from({ length: version }, (_, index) => `${id}#${index + 1}`));
    assert.deepEqual(names.map(({ value }) => value).sort(), expected.sort(), 'each version has come with its name, and no name without its version');
    for (const { version, traits } of identities) assert.equal(traits, version === 1 ? '{}' : String(version));
    // And it can be written to again.
    assert.deepEqual(await db.write([{ query: addError(error('after')), expect: 1 }]), [1]);
    await db.close();
    await close();
  });
}

/** @returns by identity, the highest version that the writer has told before it was killed */
async function killedWhileWriting(dsn: string): Promise<Map<string, number>> {
  const writer = spawn(process.execPath, [WRITER, dsn], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > ENOUGH) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  assert.equal(writer.signalCode, 'SIGKILL');
  const acknowledged = new Map<string, number>();
  for (const line of output.split('\n').slice(0, -1)) {
    const [id = '', version] = line.split(' ');
    acknowledged.set(id, Number(version));
  }
  assert.ok(acknowledged.size > 10, 'the writer had written something');
  return acknowledged;
}

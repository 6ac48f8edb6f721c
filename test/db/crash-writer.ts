import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openDatabase } from '../../src/db/open.ts';
import { addIdentifier, addIdentity, identity, NOW, saveIdentity } from './rows.ts';

/**
 * Saves until it is killed, several at a time, and says on standard output what the database has acknowledged: the id of an
 * identity and its version, at once and not through a buffer. Argument: the DSN of a migrated database.
 */
const db = await openDatabase(process.argv[2] ?? '', { clock: { now: () => NOW } });

async function saveForever(): Promise<void> {
  for (;;) {
    const id = randomUUID();
    await db.write([
      { query: addIdentity(identity(id)), expect: 1 },
      { query: addIdentifier({ value: `${id}#1`, identityId: id }), expect: 1 },
    ]);
    writeSync(1, `${id} 1\n`);
    for (let version = 2; version <= 3; version += 1) {
      await db.write([
        { query: saveIdentity({ id, traits: String(version), version, seen: version - 1 }), expect: 1 },
        { query: addIdentifier({ value: `${id}#${version}`, identityId: id }), expect: 1 },
      ]);
      writeSync(1, `${id} ${version}\n`);
    }
  }
}

await Promise.all(Array.from({ length: 8 }, saveForever));

import type { Sealer } from '../crypto/seal.ts';
import { Conflict, type Database } from '../db/database.ts';
import { readHead, writeHead } from './chain.ts';
import { eventAt, expiredEvents, headById, removeUpTo, updateHead } from './store.ts';

/**
 * Removes rows from before `before`, for at most `batch` people; what stays of a log still proves itself, since its head
 * remembers the last row that went. A log whose head does not fit is left as it is: its verification tells.
 * @returns how many rows were removed
 */
export async function trimLogs(db: Database, sealer: Sealer, before: number, batch: number): Promise<number> {
  const [old] = await db.read(expiredEvents({ before, batch }));
  let removed = 0;
  for (const { identity_id: id, sequence } of old) removed += await trim(db, sealer, id, sequence);
  return removed;
}

async function trim(db: Database, sealer: Sealer, id: string, sequence: number): Promise<number> {
  const [[person], [last]] = await db.read(headById({ id }), eventAt({ identity_id: id, sequence }));
  if (person === undefined || last === undefined) return 0;
  const head = readHead(person.log_head);
  if (last.sequence > head.last.sequence) return 0;
  const next = writeHead(id, { ...head, from: { sequence: last.sequence, hash: last.hash } }, sealer);
  try {
    const [, count] = await db.write([updateHead(id, person.log_head, next), { query: removeUpTo({ identity_id: id, sequence }) }]);
    return count ?? 0;
  } catch (error) {
    // Somebody is writing into this log: it has its turn in the next round.
    if (error instanceof Conflict) return 0;
    throw error;
  }
}

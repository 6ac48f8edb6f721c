import type { Database } from '../db/database.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';
import { namesOf } from './changes.ts';
import type { Account } from './identity.ts';
import { identityByIdentifier } from './store.ts';

/** Whether a name or address that comes with a change is somebody else's now. The write that makes the change asks again. */
export async function isTaken(db: Database, before: Account, after: Account, schema: IdentitySchema): Promise<boolean> {
  const had = new Set(namesOf(before, schema).map(({ kind, value }) => `${kind} ${value}`));
  const fresh = namesOf(after, schema).filter(({ kind, value }) => !had.has(`${kind} ${value}`));
  const owners = await db.read(...fresh.map((name) => identityByIdentifier(name)));
  return owners.flat().some(({ id }) => id !== before.identity.id);
}

import type { Database } from '../db/database.ts';
import { normaliseIdentifier } from '../schema/normalise.ts';
import type { Account } from './identity.ts';
import { findAccount, findAccountByKey, findAccountByLogin } from './store.ts';

/** Finding people; each takes one round trip. */
export interface Accounts {
  byId(id: string): Promise<Account | undefined>;
  /** By login name, however it is spelled. */
  byIdentifier(identifier: string): Promise<Account | undefined>;
  /** By the credential id of a security key or passkey, in base64url. */
  byKey(credentialId: string): Promise<Account | undefined>;
}

export const createAccounts = (db: Database): Accounts => ({
  byId: (id) => findAccount(db, id),
  byIdentifier: (identifier) => findAccountByLogin(db, normaliseIdentifier(identifier)),
  byKey: (credentialId) => findAccountByKey(db, credentialId),
});

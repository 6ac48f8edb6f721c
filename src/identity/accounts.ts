import type { Database } from '../db/database.ts';
import { normaliseAddress, normaliseIdentifier } from '../schema/normalise.ts';
import type { Account } from './identity.ts';
import { findAccount, findAccountByAddress, findAccountByKey, findAccountByLink, findAccountByLogin } from './store.ts';

/** Finding people; each takes one round trip. */
export interface Accounts {
  byId(id: string): Promise<Account | undefined>;
  /** By login name, however it is spelled. */
  byIdentifier(identifier: string): Promise<Account | undefined>;
  /** By an address that is to be verified, or to recover an account with. */
  byAddress(use: 'verify' | 'recover', via: 'email' | 'sms', value: string): Promise<Account | undefined>;
  /** By the credential id of a security key or passkey, in base64url. */
  byKey(credentialId: string): Promise<Account | undefined>;
  /** By the account at a provider that is linked. */
  byLink(provider: string, subject: string): Promise<Account | undefined>;
}

export const createAccounts = (db: Database): Accounts => ({
  byId: (id) => findAccount(db, id),
  byIdentifier: (identifier) => findAccountByLogin(db, normaliseIdentifier(identifier)),
  byAddress: (use, via, value) => findAccountByAddress(db, use, via, normaliseAddress(via, value)),
  byKey: (credentialId) => findAccountByKey(db, credentialId),
  byLink: (provider, subject) => findAccountByLink(db, provider, subject),
});

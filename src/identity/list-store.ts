import type { Database } from '../db/database.ts';
import type { CredentialRow, IdentityRow } from '../db/tables.ts';
import { normaliseIdentifier } from '../schema/normalise.ts';
import type { Account } from './identity.ts';
import { readCredential, readIdentity } from './rows.ts';

/** What a list is narrowed to. */
export interface Filter {
  readonly ids?: readonly string[];
  /** A name to sign in with, or `provider:subject`. */
  readonly identifier?: string;
  /** Part of a name to sign in with. */
  readonly similar?: string;
  readonly organizationId?: string;
}

export interface Page {
  readonly limit: number;
  /** The last id of the page before. */
  readonly after?: string;
  /** For the older way of paging. */
  readonly offset?: number;
}

/** Identities in the order of their ids, which stays as it is while others come and go. */
export const listIdentities = (db: Database, filter: Filter, page: Page): Promise<IdentityRow[]> =>
  db.list<IdentityRow>((kysely) => {
    let query = kysely.selectFrom('identities').selectAll().orderBy('id').limit(page.limit);
    if (page.after !== undefined) query = query.where('id', '>', page.after);
    if (page.offset !== undefined && page.offset > 0) query = query.offset(page.offset);
    if (filter.ids !== undefined) query = query.where('id', 'in', filter.ids.length > 0 ? filter.ids : ['']);
    if (filter.organizationId !== undefined) query = query.where('organization_id', '=', filter.organizationId);
    const { identifier, similar } = filter;
    if (identifier !== undefined) {
      query = query.where('id', 'in', (names) =>
        names
          .selectFrom('identifiers')
          .select('identity_id')
          .where((name) => name.or([name.and({ kind: 'login', value: normaliseIdentifier(identifier) }), name.and({ kind: 'oidc', value: identifier })])),
      );
    }
    if (similar !== undefined) {
      const part = normaliseIdentifier(similar);
      // «contains», said so that both databases understand it and no character of the part means anything else
      query = query.where('id', 'in', (names) =>
        names
          .selectFrom('identifiers')
          .select('identity_id')
          .where('kind', '=', 'login')
          .where((name) => name(name.fn<number>('length', [name.fn('replace', ['value', name.val(part), name.val('')])]), '<', name.fn<number>('length', ['value']))),
      );
    }
    return query;
  });

/** The same people with their credentials. */
export async function withCredentials(db: Database, rows: readonly IdentityRow[]): Promise<Account[]> {
  if (rows.length === 0) return [];
  const credentials = await db.list<CredentialRow>((kysely) =>
    kysely
      .selectFrom('credentials')
      .selectAll()
      .where(
        'identity_id',
        'in',
        rows.map((row) => row.id),
      )
      .orderBy('created_at')
      .orderBy('id'),
  );
  const byOwner = Map.groupBy(credentials, (row) => row.identity_id);
  return rows.map((row) => ({ identity: readIdentity(row), credentials: (byOwner.get(row.id) ?? []).map(readCredential) }));
}

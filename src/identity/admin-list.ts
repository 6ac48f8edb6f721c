import { isUuid } from '../crypto/random.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { cutPage, linkHeader, notAToken, pageSize, wholeNumber } from '../http/paging.ts';
import type { IdentityNeeds } from './admin.ts';
import { includedTypes } from './included.ts';
import { type Filter, listIdentities, type Page, withCredentials } from './list-store.ts';
import { readIdentity } from './rows.ts';
import { accountToAdminWire, identityToAdminWire } from './wire.ts';

const MOST_IDS = 500;

/** Page by page; the token is the last id of the page before. Credentials are there only when types are asked for. */
export const listRoute =
  ({ db, config, schemas }: IdentityNeeds) =>
  async (exchange: Exchange): Promise<Answer> => {
    const include = includedTypes(exchange);
    const size = pageSize(exchange);
    const rows = await listIdentities(db, filterOf(exchange), pageOf(exchange, size));
    const { shown, last } = cutPage(rows, size);
    const headers = linkHeader(exchange, { first: '', next: last?.id }, size);
    if (include.size === 0)
      return json(
        shown.map((row) => identityToAdminWire(readIdentity(row), config)),
        { headers },
      );
    const accounts = await withCredentials(db, shown);
    return json(
      accounts.map((account) => accountToAdminWire(account, config, { schema: schemas.find(account.identity.schemaId), include })),
      { headers },
    );
  };

/** One more than is shown, to know whether there is a next page. */
function pageOf(exchange: Exchange, size: number): Page {
  const limit = size + 1;
  const token = exchange.query('page_token');
  if (token) {
    if (!isUuid(token)) throw notAToken();
    return { limit, after: token.toLowerCase() };
  }
  const page = wholeNumber(exchange, 'page') ?? 1;
  return { limit, offset: Math.max(0, page - 1) * size };
}

function filterOf(exchange: Exchange): Filter {
  const text = (name: string): string | undefined => {
    const value = exchange.query(name);
    if (value?.includes('\0')) throw apiErrors.badRequest(`${name} must not contain NUL.`);
    return value === '' ? undefined : value;
  };
  const ids = exchange.url.searchParams
    .getAll('ids')
    .flatMap((part) => part.split(','))
    .filter((id) => id !== '');
  if (!ids.every(isUuid)) throw apiErrors.badRequest('ids must be UUIDs.');
  if (ids.length > MOST_IDS) throw apiErrors.badRequest(`At most ${MOST_IDS} ids can be asked for.`);
  const [identifier, similar, organizationId] = [text('credentials_identifier'), text('preview_credentials_identifier_similar'), text('organization_id')];
  if (identifier !== undefined && similar !== undefined) throw apiErrors.badRequest('credentials_identifier and preview_credentials_identifier_similar cannot be given together.');
  if (organizationId !== undefined && !isUuid(organizationId)) throw apiErrors.badRequest('organization_id must be a UUID.');
  return {
    ...(ids.length === 0 ? {} : { ids: ids.map((id) => id.toLowerCase()) }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(similar === undefined ? {} : { similar }),
    ...(organizationId === undefined ? {} : { organizationId: organizationId.toLowerCase() }),
  };
}

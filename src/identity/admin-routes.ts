import { isUuid } from '../crypto/random.ts';
import { retrying } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json, noContent } from '../http/answer.ts';
import { asApiError } from '../http/envelope.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { isObject } from '../json.ts';
import { createdFrom, type IdentityNeeds, isCredentialType, replacedBy, toldOf, written } from './admin.ts';
import { readIdentityBody, readJson } from './admin-body.ts';
import { listRoute } from './admin-list.ts';
import { applyChanges } from './changes.ts';
import type { Account } from './identity.ts';
import { includedTypes } from './included.ts';
import { applyPatch } from './json-patch.ts';
import { isDeniedToPatch, patchDocument, replacementOf } from './patch-document.ts';
import { deleteAccount, findAccount, findAccountByExternalId } from './store.ts';
import { accountToAdminWire } from './wire.ts';

/** Identities created by one call; each is a transaction of its own. */
const MOST_IN_BATCH = 1000;
/** Created side by side: enough to share commits, few enough to leave hashing to people who sign in. */
const AT_ONCE = 32;

/** Everybody's accounts, for administrators. */
export function identityAdminRoutes(needs: IdentityNeeds): Route[] {
  const { db, config, schemas } = needs;

  const show = (account: Account, include: ReturnType<typeof includedTypes> = new Set(), fresh = false): Record<string, unknown> =>
    accountToAdminWire(account, config, { schema: schemas.find(account.identity.schemaId), include, fresh });

  async function find(exchange: Exchange): Promise<Account> {
    const id = exchange.param('id').toLowerCase();
    const account = isUuid(id) ? await findAccount(db, id) : undefined;
    if (account === undefined) throw apiErrors.notFound();
    return account;
  }

  async function create(exchange: Exchange): Promise<Answer> {
    const applied = await createdFrom(readIdentityBody(await readJson(exchange)), needs);
    const { account } = applied;
    await written(db, toldOf(applied, undefined, exchange, needs));
    return json(show(account, new Set(), true), { status: 201, headers: { location: `${config.serve.admin.base_url}/admin/identities/${account.identity.id}` } });
  }

  async function get(exchange: Exchange): Promise<Answer> {
    const include = includedTypes(exchange);
    return json(show(await find(exchange), include));
  }

  async function getByExternalId(exchange: Exchange): Promise<Answer> {
    const include = includedTypes(exchange);
    const externalId = exchange.param('externalID');
    const account = externalId.includes('\0') ? undefined : await findAccountByExternalId(db, externalId);
    if (account === undefined) throw apiErrors.notFound();
    return json(show(account, include));
  }

  async function replace(exchange: Exchange): Promise<Answer> {
    const body = await readJson(exchange);
    return retrying(async () => {
      const before = await find(exchange);
      const given = readIdentityBody(body);
      if (given.state === undefined) throw apiErrors.badRequest('state must be given: active or inactive.');
      const applied = await replacedBy({ ...given, organizationId: given.organizationId ?? before.identity.organizationId }, before, needs);
      await written(db, toldOf(applied, before, exchange, needs));
      return json(show(applied.account));
    });
  }

  async function patch(exchange: Exchange): Promise<Answer> {
    const body = await readJson(exchange);
    return retrying(async () => {
      const before = await find(exchange);
      const document = patchDocument(before.identity, config);
      const patched = applyPatch(document, body, isDeniedToPatch);
      const applied = await replacedBy(readIdentityBody(replacementOf(patched, document)), before, needs);
      await written(db, toldOf(applied, before, exchange, needs));
      return json(show(applied.account));
    });
  }

  async function remove(exchange: Exchange): Promise<Answer> {
    const id = exchange.param('id').toLowerCase();
    const [count] = isUuid(id) ? await db.write([deleteAccount(id)]) : [0];
    if (count === 0) throw apiErrors.notFound();
    return noContent();
  }

  async function removeCredential(exchange: Exchange): Promise<Answer> {
    const type = exchange.param('type');
    if (!isCredentialType(type)) throw apiErrors.notFound();
    await retrying(async () => {
      const before = await find(exchange);
      const ofType = before.credentials.filter((credential) => credential.type === type);
      if (ofType.length === 0) throw apiErrors.notFound();
      const identifier = exchange.query('identifier');
      if (type === 'oidc' && !identifier) throw apiErrors.badRequest('identifier must name the link to remove, as provider:subject.');
      const gone = type === 'oidc' ? ofType.filter((credential) => credential.slot === identifier) : ofType;
      if (gone.length === 0) throw apiErrors.notFound();
      const changes = gone.map(({ slot }) => ({ type: 'removeCredential' as const, credentialType: type, slot }));
      const applied = applyChanges(before, changes, { schema: schemas.get(before.identity.schemaId), now: needs.clock.now(), usable: needs.usable });
      if (needs.usable(before).first > 0 && needs.usable(applied.account).first === 0) throw apiErrors.badRequest('You cannot remove the last first factor credential.');
      await db.write(toldOf(applied, before, exchange, needs));
    });
    return noContent();
  }

  async function batch(exchange: Exchange): Promise<Answer> {
    const body = await readJson(exchange);
    const entries: unknown = isObject(body) ? (body['identities'] ?? []) : undefined;
    if (!Array.isArray(entries) || !entries.every(isObject)) throw apiErrors.badRequest('identities must be a list of objects.');
    if (entries.length > MOST_IN_BATCH) throw apiErrors.badRequest(`At most ${MOST_IN_BATCH} identities can be created by one call.`);
    const results: Record<string, unknown>[] = [];
    for (let i = 0; i < entries.length; i += AT_ONCE) results.push(...(await Promise.all(entries.slice(i, i + AT_ONCE).map((entry) => createOne(exchange, entry)))));
    return json({ identities: results });
  }

  async function createOne(exchange: Exchange, { create: wanted, patch_id }: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const name = patch_id === undefined ? {} : { patch_id };
    try {
      const applied = await createdFrom(readIdentityBody(wanted), needs);
      await written(db, toldOf(applied, undefined, exchange, needs));
      return { action: 'create', identity: applied.account.identity.id, ...name };
    } catch (error) {
      const told = asApiError(error);
      if (told === undefined) throw error;
      return { action: 'error', ...name, error: told.toJSON() };
    }
  }

  return [
    { method: 'GET', path: '/admin/identities', answer: listRoute(needs) },
    { method: 'POST', path: '/admin/identities', answer: create },
    { method: 'PATCH', path: '/admin/identities', answer: batch },
    { method: 'GET', path: '/admin/identities/by/external/:externalID', answer: getByExternalId },
    { method: 'GET', path: '/admin/identities/:id', answer: get },
    { method: 'PUT', path: '/admin/identities/:id', answer: replace },
    { method: 'PATCH', path: '/admin/identities/:id', answer: patch },
    { method: 'DELETE', path: '/admin/identities/:id', answer: remove },
    { method: 'DELETE', path: '/admin/identities/:id/credentials/:type', answer: removeCredential },
  ];
}

import type { Core } from '../../core.ts';
import { sha256url } from '../../crypto/digest.ts';
import { retrying, type Write } from '../../db/database.ts';
import type { AddressChangeRow } from '../../db/tables.ts';
import { ApiError } from '../../errors.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { TAKEN_BACK } from '../../hooks/former-addresses.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Applied } from '../../identity/changes.ts';
import type { Account } from '../../identity/identity.ts';
import { unchanged } from '../../identity/store.ts';
import { isTaken } from '../../identity/taken.ts';
import { restoreAddresses } from '../../identity/verify.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { dropAddressChangesSince, undoByToken, undosOf, useAddressChange } from '../address-change-store.ts';
import type { FlowType } from '../flow.ts';
import { type Former, hasLedBack, openFormer, withStanding } from '../former-addresses.ts';
import { endEverything } from '../intruders.ts';
import { dropMailedLinksOf } from '../mailed-link-store.ts';
import { firstStatus } from '../new-addresses.ts';
import { undoUrl } from '../urls.ts';

/** A change of address that can still be taken back, and what comes of it. */
export interface Undo {
  readonly row: AddressChangeRow;
  readonly former: Former;
  readonly account: Account;
  readonly restored: Applied;
  /** Why it cannot be done all the same. */
  readonly refusal: Message | undefined;
}

/** What stands in the link is all that is needed: it went to a mailbox of the account, and to nobody else. @throws 410, whatever is wrong with it */
export async function findUndo(core: Core, token: string | undefined): Promise<Undo> {
  const { db, accounts, schemas, clock, usable, config, sealer } = core;
  const [[row]] = token === undefined ? [[]] : await db.read(undoByToken({ hash: sha256url(token) }));
  const former = row && row.expires_at > clock.now() && config.selfservice.settings.address_change.undo_window > 0 ? openFormer(row, sealer) : undefined;
  const account = former && row && (await accounts.byId(row.identity_id));
  if (row === undefined || former === undefined || account?.identity.state !== 'active') throw gone();
  const [rows] = await db.read(undosOf({ identity_id: row.identity_id }));
  // One that nobody could take back any more when this change was made says nothing of it.
  const earlier = rows.filter(({ created_at, expires_at }) => created_at < row.created_at && row.created_at < expires_at).flatMap((other) => openFormer(other, sealer) ?? []);
  if (hasLedBack(former, earlier)) throw gone();

  const schema = schemas.get(account.identity.schemaId);
  const traits = withStanding(account.identity.traits, former.before);
  const restored = restoreAddresses(account, traits, former.addresses, { schema, now: clock.now(), usable, firstStatus: firstStatus(config) });
  const isPossible = schema.validate(traits).length === 0 && !(usable(account).first > 0 && usable(restored.account).first === 0);
  const refusal = !isPossible ? m.addressUndoImpossible() : (await isTaken(db, account, restored.account, schema)) ? m.addressUndoTaken() : undefined;
  return { row, former, account, restored, refusal };
}

const gone = (): ApiError => new ApiError(410, { reason: 'This link was used already, or it is too late for it, or the change was taken back otherwise.' });

/**
 * Takes a change back: the addresses are what they were, whoever is signed in is signed out, and what they had under way is
 * over. What came later cannot be taken back any more: with its links, whoever made the change could undo this.
 * @param then what is to be done for the person who is back, now that nobody else is in
 * @throws ApiError 410, or 409 with the reason if it cannot be done
 */
export const takeBack = <T>(
  core: Core,
  exchange: Exchange,
  token: string | undefined,
  type: FlowType,
  then: (undo: Undo) => { readonly writes: readonly Write[]; readonly led: T },
): Promise<{ readonly undo: Undo; readonly led: T }> =>
  retrying(async () => {
    const undo = await findUndo(core, token);
    const { row, account, restored } = undo;
    if (undo.refusal !== undefined) throw new ApiError(409, { reason: undo.refusal.text });
    const { id } = account.identity;
    const flow = { id: row.id, kind: 'settings', type, requestUrl: undoUrl(core.config), issuedAt: row.created_at, expiresAt: row.expires_at } as const;
    const followed = consequencesOf(core, { flow, method: 'profile', operation: TAKEN_BACK, before: account, after: restored.account, session: undefined, exchange });
    const { writes, led } = then(undo);
    await core.db.write([
      useAddressChange(row),
      dropAddressChangesSince(id, row.created_at),
      ...(restored.writes.length > 0 ? restored.writes : [unchanged(account.identity)]),
      dropMailedLinksOf(id),
      ...endEverything(id, core.clock.now(), core.config.selfservice.settings.address_change.undo_window),
      ...followed.writes,
      ...writes,
    ]);
    return { undo, led };
  });

import { hooksAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { sha256url } from '../crypto/digest.ts';
import { randomToken, uuid } from '../crypto/random.ts';
import type { Write } from '../db/database.ts';
import type { AddressChangeRow } from '../db/tables.ts';
import { holdAddress, insertAddressChange } from '../flow/address-change-store.ts';
import { formerOf, sealFormer } from '../flow/former-addresses.ts';
import type { Consequences, Happening } from '../flow/happening.ts';
import { undoUrl } from '../flow/urls.ts';
import type { Account, VerifiableAddress } from '../identity/identity.ts';
import { identityToWire } from '../identity/wire.ts';

/**
 * Who had an address of the account hears of a change before it is too late: those it was verified for, and whom
 * `notify_previous_addresses` names besides (`selfservice.notices.address` and the hook). One mail for each; the verified ones
 * can take the change back.
 */
export function tellFormerAddresses(core: Core, { before, after, operation, exchange }: Happening): Consequences {
  if (before === undefined || operation === TAKEN_BACK || !haveAddressesChanged(before, after)) return { writes: [], continueWith: [] };
  const { config, schemas, clock, sealer, outbox } = core;
  const { undo_window: window } = config.selfservice.settings.address_change;
  const schema = schemas.get(after.identity.schemaId);
  const now = clock.now();

  const tell = (address: VerifiableAddress): { readonly right?: AddressChangeRow; readonly writes: readonly Write[] } => {
    const data = { Identity: identityToWire(before.identity, config) };
    const notice = { via: 'email', to: address.value } as const;
    if (!address.verified || window === 0 || before.identity.schemaId !== schema.id) return { writes: outbox.queue({ ...notice, template: 'verifiable_address_changed', data }, exchange) };
    const id = uuid();
    const token = randomToken();
    const right: AddressChangeRow = {
      id,
      kind: 'undo',
      identity_id: after.identity.id,
      session_id: null,
      flow_id: null,
      token_hash: sha256url(token),
      payload: sealFormer(id, formerOf(schema, address.value, before, after), sealer),
      sends: 1,
      sent_at: now,
      created_at: now,
      expires_at: now + window,
    };
    const undo = { UndoURL: undoUrl(config, token), UndoUntil: new Date(right.expires_at) };
    return { right, writes: [insertAddressChange(right), ...outbox.queue({ ...notice, template: 'verifiable_address_changed_undo', data: { ...data, ...undo } }, exchange)] };
  };
  const told = recipients(core, before, after).map(tell);
  const right = told.find((one) => one.right)?.right;
  const held = right === undefined ? [] : goneWith(before, after).flatMap((address) => holdAddress(address, right));
  return { writes: [...told.flatMap(({ writes }) => writes), ...held], continueWith: [] };
}

/** All of them: an undo brings them back together, or not at all. */
function goneWith({ identity: before }: Account, { identity: after }: Account): string[] {
  const valuesOf = ({ verifiableAddresses, recoveryAddresses }: Account['identity']): string[] => [...verifiableAddresses, ...recoveryAddresses].map(({ value }) => value);
  const stays = new Set(valuesOf(after));
  return [...new Set(valuesOf(before))].filter((value) => !stays.has(value));
}

/** What an undo itself is called: it tells nobody, least of all whom it was taken back from. */
export const TAKEN_BACK = 'profile.undo';

const keysOf = ({ identity }: Account): string[] =>
  [...identity.verifiableAddresses.map(({ via, value }) => `verify ${via} ${value}`), ...identity.recoveryAddresses.map(({ via, value }) => `recover ${via} ${value}`)].sort();
const haveAddressesChanged = (before: Account, after: Account): boolean => before !== after && keysOf(before).join('\n') !== keysOf(after).join('\n');

type Recipients = 'removed' | 'all_verified' | 'all';

/** Each address that had to do with the account before, at most once. */
function recipients({ config }: Core, before: Account, after: Account): VerifiableAddress[] {
  const wanted: Recipients[] = hooksAfter(config, 'settings', 'profile').flatMap((hook) => (hook.hook === 'notify_previous_addresses' ? [hook.config.recipients] : []));
  if (config.selfservice.notices.address) wanted.push('all_verified');
  const stays = new Set(after.identity.verifiableAddresses.map(({ id }) => id));
  const is: Record<Recipients, (address: VerifiableAddress) => boolean> = { removed: ({ id }) => !stays.has(id), all_verified: ({ verified }) => verified, all: () => true };
  return before.identity.verifiableAddresses.filter((address) => address.via === 'email' && wanted.some((which) => is[which](address)));
}

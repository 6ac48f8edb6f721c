import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.ts';
import { hasHookAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Write } from '../db/database.ts';
import type { AddressChangeRow } from '../db/tables.ts';
import { ValidationError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Account } from '../identity/identity.ts';
import { isTaken } from '../identity/taken.ts';
import { confirmAddress } from '../identity/verify.ts';
import { m } from '../messages/catalogue.ts';
import { type ProposedAddress, supersedes, withAddress } from '../schema/trait-edits.ts';
import type { Session } from '../session/session.ts';
import { countSend, dropAddressChange, insertAddressChange, pendingById, useAddressChange } from './address-change-store.ts';
import type { Flow } from './flow.ts';
import { hasExpired } from './lifecycle.ts';
import { COMPLETED, type MailedContext, type MailedFlow } from './mailed.ts';
import { firstStatus, startVerification } from './new-addresses.ts';
import { flowById, readFlow } from './store.ts';

/**
 * Hook `verify_new_address`: a change of address waits until the new address is proven. It belongs to the session it was
 * asked for in, and ends with it; it ends after a day, too. What was mailed proves it in a verification flow.
 */
export const holdsBack = (config: Config): boolean => hasHookAfter(config, 'settings', 'profile', 'verify_new_address');

export interface PendingAddress {
  readonly row: AddressChangeRow;
  readonly proposed: ProposedAddress;
}

const LIFE = 24 * 3_600_000;
/** Between two messages to the same address, and how many there are at most. */
const PAUSE = 60_000;
const MOST_SENDS = 5;
const MOST_PENDING = 5;

const purpose = (id: string): string => `pending-address:${id}`;

/** Those that can be read: secrets may be gone. */
export const readPending = (rows: readonly AddressChangeRow[], sealer: Sealer): PendingAddress[] =>
  rows.flatMap((row) => {
    const text = row.kind === 'pending' ? sealer.open(purpose(row.id), row.payload) : undefined;
    return text === undefined ? [] : [{ row, proposed: JSON.parse(text) as ProposedAddress }];
  });

/** The verification that an address waits for. */
export interface Started {
  readonly id: string;
  readonly address: string;
}

/** Who asks, and by what. */
export interface Asking {
  readonly core: Core;
  readonly exchange: Exchange;
  readonly flow: Pick<Flow, 'type' | 'requestUrl'>;
  readonly account: Account;
  readonly session: Session;
  /** What waits already. */
  readonly pending: readonly PendingAddress[];
}

/**
 * Keeps changes of address until their addresses are proven. What waited for the same place gives way.
 * @throws ValidationError if an address is somebody else's, without telling whose
 */
export async function propose(asking: Asking, proposals: readonly ProposedAddress[]): Promise<{ readonly writes: Write[]; readonly started: Started[] }> {
  const { core, account, pending } = asking;
  const { schemas, clock, usable, config } = core;
  const schema = schemas.get(account.identity.schemaId);
  const isSame = (one: PendingAddress, proposal: ProposedAddress): boolean => isDeepStrictEqual(one.proposed.address, proposal.address);
  const rivals = pending.filter(({ proposed }) => proposals.some((proposal) => supersedes(proposal, proposed)) || config.preset === 'kratos');
  const { preset } = config;
  const most = preset === 'kratos' ? 1 : MOST_PENDING;
  if (pending.length - rivals.length + proposals.length > most) throw new ValidationError({ message: preset === 'kratos' ? m.settingsTooManyAddressChanges() : m.addressesTooMany({ most }) });

  const writes: Write[] = rivals.filter((one) => !proposals.some((proposal) => isSame(one, proposal))).map(({ row }) => dropAddressChange(row));
  const started: Started[] = [];
  for (const proposal of proposals) {
    const traits = withAddress(account.identity.traits, proposal) ?? account.identity.traits;
    const wanted = confirmAddress(account, proposal.address, traits, { schema, now: clock.now(), usable, firstStatus: firstStatus(config) });
    if (await isTaken(core.db, account, wanted.account, schema)) throw new ValidationError({ message: m.duplicateCredentials() });
    const same = pending.find((one) => isSame(one, proposal));
    const begun = same === undefined ? hold(asking, proposal) : again(asking, same.row, proposal);
    writes.push(...begun.writes);
    started.push(begun.started);
  }
  return { writes, started };
}

function hold({ core, exchange, flow, account, session }: Asking, proposed: ProposedAddress, sends = 1): { readonly writes: Write[]; readonly started: Started } {
  const { clock, sealer } = core;
  const id = uuid();
  const now = clock.now();
  const address = proposed.address.value;
  const begun = startVerification(core, { after: account, flow, exchange }, address, { change: id });
  const row: AddressChangeRow = {
    id,
    kind: 'pending',
    identity_id: account.identity.id,
    session_id: session.id,
    flow_id: begun.id,
    token_hash: null,
    payload: sealer.seal(purpose(id), JSON.stringify(proposed)),
    sends,
    sent_at: now,
    created_at: now,
    expires_at: now + LIFE,
  };
  return { writes: [insertAddressChange(row), ...begun.writes], started: { id: begun.id, address } };
}

/** The same address asked for again. At once (a double click) it is answered as before; later it is mailed again, as often as there are messages left. */
function again(asking: Asking, row: AddressChangeRow, proposed: ProposedAddress): { readonly writes: Write[]; readonly started: Started } {
  const { core } = asking;
  const now = core.clock.now();
  if (row.flow_id !== null && now < row.sent_at + PAUSE && row.session_id === asking.session.id) {
    const renewed = { ...row, payload: core.sealer.seal(purpose(row.id), JSON.stringify(proposed)) };
    return { writes: [useAddressChange(row), insertAddressChange(renewed)], started: { id: row.flow_id, address: proposed.address.value } };
  }
  requireSendable(row, now);
  const anew = hold(asking, proposed, row.sends + 1);
  return { writes: [useAddressChange(row), ...anew.writes], started: anew.started };
}

/** @throws ValidationError while it is too early for another message, or when there were too many */
export function requireSendable({ sends, sent_at, expires_at }: AddressChangeRow, now: number): void {
  const retryAt = sends >= MOST_SENDS ? expires_at : sent_at + PAUSE;
  if (now < retryAt) throw new ValidationError({ message: m.tooManyTries({ retryAt, now }) });
}

/** Mails the pending address again, and nobody else: into the verification that is open, or a new one. */
export async function resend(asking: Asking, { row, proposed }: PendingAddress): Promise<Write[]> {
  const { core, flow, account, exchange } = asking;
  const now = core.clock.now();
  requireSendable(row, now);
  const [[found]] = row.flow_id === null ? [[]] : await core.db.read(flowById({ id: row.flow_id }));
  const open = readFlow<MailedContext>(found, 'verification', core.sealer);
  const address = proposed.address.value;
  const isOpen = open !== undefined && open.state !== COMPLETED && !hasExpired(open, now) && open.context.wrong < core.config.selfservice.methods.code.config.max_submissions;
  const begun = startVerification(core, { after: account, flow, exchange }, address, { change: row.id, into: isOpen ? open : undefined });
  return [...begun.writes, countSend(row, begun.id, now)];
}

/** What this verification is for, if it still waits; undefined if its session has ended, it was cancelled, or something newer has taken its place. */
export async function pendingOf({ db, clock, sealer }: Core, { id, context: { change, sent } }: MailedFlow): Promise<PendingAddress | undefined> {
  if (change === undefined) return undefined;
  const [rows] = await db.read(pendingById({ id: change, now: clock.now() }));
  const [found] = readPending(rows, sealer);
  return found !== undefined && found.row.flow_id === id && found.proposed.address.value === sent?.email ? found : undefined;
}

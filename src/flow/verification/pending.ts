import type { Core } from '../../core.ts';
import { Duplicate, type Write } from '../../db/database.ts';
import { ValidationError } from '../../errors.ts';
import { ask } from '../../hooks/asked.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { type Agreed, applyAgreed } from '../../hooks/edit.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Applied } from '../../identity/changes.ts';
import type { Account } from '../../identity/identity.ts';
import { isTaken } from '../../identity/taken.ts';
import { confirmAddress } from '../../identity/verify.ts';
import { m } from '../../messages/catalogue.ts';
import { withAddress } from '../../schema/trait-edits.ts';
import { readSession, sessionById, stillActive } from '../../session/store.ts';
import { countSend, useAddressChange } from '../address-change-store.ts';
import { emptyForm } from '../flow.ts';
import type { Happening } from '../happening.ts';
import type { MailedFlow, Proven } from '../mailed.ts';
import { mailedToWire } from '../mailed-form.ts';
import { firstStatus } from '../new-addresses.ts';
import { type PendingAddress, pendingOf, requireSendable } from '../pending-address.ts';
import { updateFlow } from '../store.ts';
import { pageUrl } from '../urls.ts';
import { completed } from './completed.ts';

/** A verification of an address that somebody wants to change to: what is mailed goes there and nowhere else. @throws ValidationError */
export async function findPending(email: string, core: Core, flow: MailedFlow): Promise<Account | undefined> {
  const { row, proposed } = await waiting(core, flow);
  if (email !== proposed.address.value) throw new ValidationError({ field: 'email', message: m.addressChangeElsewhere() });
  requireSendable(row, core.clock.now());
  const account = await core.accounts.byId(row.identity_id);
  return account?.identity.state === 'active' ? account : undefined;
}

export async function sentToPending(core: Core, flow: MailedFlow): Promise<Write[]> {
  const { row } = await waiting(core, flow);
  return [countSend(row, flow.id, core.clock.now())];
}

async function waiting(core: Core, flow: MailedFlow): Promise<PendingAddress> {
  const found = await pendingOf(core, flow);
  if (found === undefined) throw new ValidationError({ message: m.addressChangeGone() });
  return found;
}

/**
 * The new address is proven: the change that has waited for it is made now, on the account as it is now, and counts as
 * one made in settings. The session that had asked for it is still there, or there would be nothing left that waits.
 */
export async function confirmPending(proven: Proven): Promise<Answer> {
  const { core, exchange, flow, account, json: asJson, transientPayload } = proven;
  const { config, schemas, clock, usable, sealer, db } = core;
  const { row, proposed } = await waiting(core, flow);
  const elsewhere = await mustAsk(proven);
  if (elsewhere !== undefined) return elsewhere;
  const schema = schemas.get(account.identity.schemaId);
  const traits = withAddress(account.identity.traits, proposed);
  if (row.identity_id !== account.identity.id || traits === undefined || schema.validate(traits).length > 0) throw new ValidationError({ message: m.addressChangeStale() });

  const [[asker]] = await db.read(sessionById({ id: row.session_id ?? '' }));
  const circumstances = { schema, now: clock.now(), usable, firstStatus: firstStatus(config) };
  const decided = confirmAddress(account, proposed.address, traits, circumstances);
  const { id, type, requestUrl, issuedAt, expiresAt } = flow;
  const happening: Happening = {
    flow: { id, kind: 'settings', type, requestUrl, issuedAt, expiresAt },
    method: 'profile',
    operation: 'profile.identifier',
    before: account,
    after: decided.account,
    session: asker && readSession(asker),
    exchange,
    transientPayload,
  };
  const apply = (so: Agreed): Applied => applyAgreed(decided, so, circumstances);
  const changed = await ask(core, happening, decided, apply);
  // It is a verification as well, and whoever is asked about those is asked about this one.
  const verifying = { flow, method: flow.context.use, before: changed.account, after: changed.account, session: undefined, exchange, transientPayload };
  const { account: after, writes } = await ask(core, verifying, changed, (so) => applyAgreed(changed, so, circumstances));
  if (usable(account).first > 0 && usable(after).first === 0) throw new ValidationError({ message: m.lastCredentialProtection({ id: 'last_credential_protection' }) });
  if (await isTaken(db, account, after, schema)) throw taken();

  const next = completed(flow, exchange);
  const followed = consequencesOf(core, { ...happening, after });
  const verified = consequencesOf(core, { ...verifying, before: after, after });
  try {
    await db.write([updateFlow(next, sealer), useAddressChange(row), ...(row.session_id === null ? [] : [stillActive(row.session_id)]), ...writes, ...followed.writes, ...verified.writes]);
  } catch (error) {
    if (error instanceof Duplicate) throw taken();
    throw error;
  }
  return asJson ? json({ ...mailedToWire(next, exchange, config), transient_payload: {} }) : seeOther(pageUrl('verification', flow.id, config));
}

const taken = (): ValidationError => new ValidationError({ message: m.duplicateCredentials() });

/**
 * Mail programs open links by themselves, and nobody's address may change by that: a link alone does it only for whoever is
 * signed in to the account. Others type the code, or sign in and open the link again.
 */
async function mustAsk({ core, exchange, flow, account, json: asJson }: Proven): Promise<Answer | undefined> {
  if (exchange.method !== 'GET') return undefined;
  const signedIn = await core.sessions.of(exchange);
  if (signedIn?.identity.id === account.identity.id) return undefined;
  const next: MailedFlow = { ...flow, form: { ...emptyForm, messages: [flow.context.use === 'code' ? m.verificationCodeSent() : m.addressSignInFirst()] } };
  await core.db.write([updateFlow(next, core.sealer)]);
  return asJson ? json(mailedToWire(next, exchange, core.config)) : seeOther(pageUrl('verification', flow.id, core.config));
}

import type { Write } from '../../db/database.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { pendingByToken, useAddressChange } from '../address-change-store.ts';
import { emptyForm, type FormState, refusedForm } from '../flow.ts';
import { propose, readPending, resend, type Started } from '../pending-address.ts';
import { updateFlow } from '../store.ts';
import { pageUrl } from '../urls.ts';
import type { Person, SettingsFlow, Submit } from './engine.ts';
import type { AnySettingsMethod, Outcome } from './method.ts';
import { render } from './render.ts';
import { settingsToWire } from './wire.ts';

type Pending = Extract<Outcome, { kind: 'pending' }>;

/** What is done, and what there is to say of it. */
interface Step {
  readonly writes: readonly Write[];
  readonly started: readonly Started[];
  readonly form: FormState;
}

/** Carries out what a method has decided about addresses that wait. The account stays as it is, and the form stays open. */
export async function changePending(submit: Submit, method: AnySettingsMethod, outcome: Pending, used: readonly Write[]): Promise<Answer> {
  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  const { config, db, sealer, clock } = core;
  const step = await stepOf(submit, method, outcome);
  const { [method.id]: _, ...drafts } = flow.draft;
  const rendered = render(engine, { ...flow, draft: drafts }, person);
  const next: SettingsFlow = { ...flow, state: 'show_form', context: { session: person.session.id }, draft: rendered.draft, form: step.form };
  await db.write([...step.writes, ...used, updateFlow(next, sealer)]);

  const page = (id: string): string => pageUrl('verification', id, config);
  const [first] = step.started;
  if (!submit.json) return seeOther(first === undefined ? pageUrl('settings', flow.id, config) : page(first.id));
  const proof = core.sessions.proofOf(exchange);
  const [rows] = proof === undefined ? [[]] : await db.read(pendingByToken({ hash: proof.hash, now: clock.now() }));
  const after: Person = { ...person, pending: readPending(rows, sealer) };
  const continueWith = step.started.map(({ id, address }) => ({ action: 'show_verification_ui', flow: { id, verifiable_address: address, ...(flow.type === 'browser' ? { url: page(id) } : {}) } }));
  return json(settingsToWire(engine, exchange, next, after, render(engine, next, after), { continueWith }));
}

async function stepOf({ engine: { core }, exchange, flow, person }: Submit, method: AnySettingsMethod, outcome: Pending): Promise<Step> {
  const asking = { core, exchange, flow, ...person };
  const said = (...messages: Message[]): FormState => ({ ...emptyForm, messages });
  if (outcome.propose !== undefined) {
    const { writes, started } = await propose(asking, outcome.propose);
    const messages = core.config.preset === 'kratos' ? [] : started.map(({ address }) => m.addressHeld({ address }));
    return { writes, started, form: { ...refusedForm([], outcome.typed, method.group), messages } };
  }
  const { which, step } = outcome;
  const { value: address } = which.proposed.address;
  if (step === 'cancel') return { writes: [useAddressChange(which.row)], started: [], form: said(m.addressCancelled({ address })) };
  return { writes: await resend(asking, which), started: [], form: said(m.addressResent({ address })) };
}

import { retrying } from '../../db/database.ts';
import { apiErrors } from '../../errors.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { goneError, hasExpired } from '../lifecycle.ts';
import { updateFlow } from '../store.ts';
import { pageUrl } from '../urls.ts';
import type { SettingsEngine } from './engine.ts';
import { requireFlowAal } from './gate.ts';
import { load, requireSession } from './load.ts';
import { render } from './render.ts';
import { settingsToWire } from './wire.ts';

/** Reads a settings flow (reference: settings-sequence §2). Only signing in is a page of its own; all else is answered in JSON. */
export const fetchSettings = (engine: SettingsEngine, exchange: Exchange): Promise<Answer> => retrying(() => attempt(engine, exchange));

async function attempt(engine: SettingsEngine, exchange: Exchange): Promise<Answer> {
  const { core } = engine;
  const id = exchange.query('id') ?? '';
  const found = await load(engine, exchange, id);
  const person = requireSession(found, () => core.config.selfservice.flows.login.ui_url);
  exchange.expectJson();
  const { flow } = found;
  if (flow === undefined) throw apiErrors.notFound();
  if (flow.identityId !== person.account.identity.id) throw apiErrors.identityMismatch();
  requireFlowAal(person, core, pageUrl('settings', flow.id, core.config));
  if (hasExpired(flow, core.clock.now())) throw goneError(flow, core.config);

  const rendered = render(engine, flow, person);
  const newDraft = Object.keys(rendered.draft).some((method) => !(method in flow.draft));
  if (newDraft) await core.db.write([updateFlow({ ...flow, draft: rendered.draft }, core.sealer)]);
  return json(settingsToWire(engine, exchange, flow, person, rendered, { paused: found.waiting }));
}

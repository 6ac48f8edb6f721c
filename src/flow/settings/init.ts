import { askBefore } from '../../hooks/before.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { FlowType } from '../flow.ts';
import { startFlow } from '../lifecycle.ts';
import { dropPaused } from '../paused.ts';
import { returnToOf } from '../return-to.ts';
import { insertFlow } from '../store.ts';
import { initUrl, pageUrl } from '../urls.ts';
import type { SettingsContext, SettingsEngine, SettingsFlow } from './engine.ts';
import { requireFlowAal } from './gate.ts';
import { load, requireSession } from './load.ts';
import { render } from './render.ts';
import { settingsToWire } from './wire.ts';

/** Starts a settings flow (reference: settings-sequence §1). What this browser had paused in another one is dropped. */
export async function initSettings(engine: SettingsEngine, exchange: Exchange, type: FlowType): Promise<Answer> {
  const { core } = engine;
  const { config } = core;
  const returnTo = exchange.query('return_to');
  const asJson = type === 'api' || exchange.acceptsJson;
  if (type === 'api') exchange.expectJson();

  const person = requireSession(await load(engine, exchange), () => initUrl('login', config, { return_to: returnTo }));
  requireFlowAal(person, core, type === 'browser' && returnTo !== undefined ? exchange.url.href : undefined);

  const started: SettingsFlow = startFlow<SettingsContext>({
    kind: 'settings',
    type,
    state: 'show_form',
    requestUrl: exchange.url.href,
    context: { session: person.session.id },
    now: core.clock.now(),
    config,
    identityId: person.account.identity.id,
  });
  returnToOf(started.requestUrl, config);
  const rendered = render(engine, started, person);
  const flow: SettingsFlow = { ...started, draft: rendered.draft, form: { ...started.form, messages: rendered.messages } };
  await core.db.write([insertFlow(flow, core.sealer), ...(await askBefore(core, { flow, exchange })), ...(type === 'browser' ? dropPaused(exchange, core) : [])]);

  if (!asJson) return seeOther(pageUrl('settings', flow.id, config));
  return json(settingsToWire(engine, exchange, flow, person, rendered));
}

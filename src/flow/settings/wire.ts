import type { Exchange } from '../../http/exchange.ts';
import { identityToWire } from '../../identity/wire.ts';
import { m } from '../../messages/catalogue.ts';
import { actionUrl, initUrl } from '../urls.ts';
import { beginningOf, formOf } from '../wire.ts';
import { lack, needOf } from './assurance.ts';
import type { Person, SettingsEngine, SettingsFlow } from './engine.ts';
import { GROUPS, type Rendered, shown } from './render.ts';

/** A settings flow as JSON (reference: settings-sequence §7), its fields in the wire's order. */
export function settingsToWire(
  engine: SettingsEngine,
  exchange: Exchange,
  flow: SettingsFlow,
  person: Person,
  rendered: Rendered,
  more: { paused?: boolean; continueWith?: readonly unknown[] } = {},
): Record<string, unknown> {
  const { config } = engine.core;
  const messages = more.paused ? [...flow.form.messages, m.settingsPaused()] : flow.form.messages;
  return {
    ...beginningOf(flow, config),
    ui: formOf(flow, rendered.nodes, GROUPS, exchange, config, messages),
    identity: identityToWire(person.account.identity, config),
    state: flow.state,
    organization_id: null,
    ...(more.continueWith?.length ? { continue_with: more.continueWith } : {}),
    assurance: assuranceToWire(engine, flow, person),
  };
}

/** By operation: what it needs and whether this session has it, so that a page can say "confirm it's you" before anything is typed. */
function assuranceToWire(engine: SettingsEngine, flow: SettingsFlow, { account, session }: Person): Record<string, unknown> {
  const { config, clock, usable } = engine.core;
  const factors = usable(account);
  const out: Record<string, unknown> = {};
  for (const method of shown(engine, flow.type))
    for (const operation of method.operations) {
      const need = needOf(operation, config);
      const missing = lack(need, session, factors, clock.now());
      out[operation] = {
        required_aal: need.aal,
        max_age: need.maxAge === undefined ? null : need.maxAge / 1000,
        satisfied: missing === undefined,
        ...(missing === undefined
          ? {}
          : {
              reason: missing === 'aal' ? 'session_aal2_required' : 'session_refresh_required',
              redirect_browser_to: initUrl('login', config, { ...(missing === 'aal' ? { aal: 'aal2' } : { refresh: 'true' }), return_to: actionUrl(flow, config) }),
            }),
      };
    }
  return out;
}

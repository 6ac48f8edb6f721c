import type { Exchange } from '../../http/exchange.ts';
import type { FactorCount } from '../../identity/factors.ts';
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
    factors: factorsToWire(engine, person),
  };
}

/** By method: how many ways this person really has to sign in, and to confirm it. So a page can say what is left when one of them is lost. */
const factorsToWire = ({ core, methods }: SettingsEngine, { account }: Person): Record<string, FactorCount> =>
  Object.fromEntries(methods.map(({ id, countUsable }) => [id, countUsable(account, core.config)] as const).filter(([, { first, second }]) => first + second > 0));

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

import { timestamp } from '../../clock.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { FactorCount } from '../../identity/factors.ts';
import { identityToWire } from '../../identity/wire.ts';
import { m } from '../../messages/catalogue.ts';
import { submit } from '../../ui/nodes.ts';
import type { Paused } from '../paused.ts';
import { beginningOf, formOf } from '../wire.ts';
import { type Lack, lack, needOf } from './assurance.ts';
import type { Person, SettingsEngine, SettingsFlow } from './engine.ts';
import { confirmUrl } from './gate.ts';
import { type Rendered, shown } from './render.ts';

/** A settings flow as JSON (reference: settings-sequence §7), its fields in the wire's order. */
export function settingsToWire(
  engine: SettingsEngine,
  exchange: Exchange,
  flow: SettingsFlow,
  person: Person,
  rendered: Rendered,
  more: { paused?: Paused | undefined; continueWith?: readonly unknown[] } = {},
): Record<string, unknown> {
  const { config } = engine.core;
  const { paused } = more;
  const messages = paused ? [...flow.form.messages, m.settingsPaused()] : flow.form.messages;
  const nodes = paused ? [submit('default', 'resume', 'true', m.settingsResume()), ...rendered.nodes] : rendered.nodes;
  return {
    ...beginningOf(flow, config),
    // What was saved last: after signing in again, no page remembers what was sent.
    ...(flow.state === 'success' && flow.context.applied ? { active: flow.context.applied.method } : {}),
    ...(flow.context.active === undefined ? {} : { active: flow.context.active }),
    ui: formOf(flow, nodes, rendered.groups, exchange, config, messages),
    identity: identityToWire(person.account.identity, config),
    state: flow.state,
    organization_id: null,
    ...(more.continueWith?.length ? { continue_with: more.continueWith } : {}),
    // What waits until its person has confirmed that it is them: `resume: true` goes on with it.
    ...(paused ? { paused: { method: paused.method, expires_at: timestamp(paused.expiresAt) } } : {}),
    assurance: assuranceToWire(engine, flow, person),
    factors: factorsToWire(engine, person),
  };
}

/** By method: how many ways this person really has to sign in, and to confirm it. So a page can say what is left when one of them is lost. */
const factorsToWire = ({ core, methods }: SettingsEngine, { account }: Person): Record<string, FactorCount> =>
  Object.fromEntries(methods.map(({ id, countUsable }) => [id, countUsable(account, core.config)] as const).filter(([, { first, second }]) => first + second > 0));

/** What each lack is called on the wire. */
const REASONS = { factor: 'second_factor_missing', aal: 'session_aal2_required', age: 'session_refresh_required' } as const satisfies Record<Lack, string>;

/** By operation: what it needs and whether this session has it, so that a page can say "confirm it's you" before anything is typed. */
function assuranceToWire(engine: SettingsEngine, flow: SettingsFlow, { account, session }: Person): Record<string, unknown> {
  const { config, clock, usable } = engine.core;
  const factors = usable(account);
  const out: Record<string, unknown> = {};
  for (const operation of shown(engine, flow.type).flatMap((method) => method.operations)) {
    const { aal, maxAge } = needOf(operation, config);
    const missing = lack(operation, session, factors, clock.now(), config);
    out[operation] = {
      required_aal: aal,
      max_age: maxAge === undefined ? null : maxAge / 1000,
      satisfied: missing === undefined,
      ...(missing === undefined ? {} : { reason: REASONS[missing] }),
      // Who lacks a second factor altogether finds it in this very form.
      ...(missing === undefined || missing === 'factor' ? {} : { redirect_browser_to: confirmUrl(missing, flow, config) }),
    };
  }
  return out;
}

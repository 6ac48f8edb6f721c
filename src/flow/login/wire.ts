import { timestamp } from '../../clock.ts';
import type { Exchange } from '../../http/exchange.ts';
import { askedSchemaToWire } from '../asked-schema.ts';
import { beginningOf, formOf } from '../wire.ts';
import type { LoginEngine, LoginFlow } from './context.ts';
import { GROUPS, type Rendered } from './render.ts';

/** A login flow as JSON. */
export const loginToWire = ({ core }: LoginEngine, exchange: Exchange, flow: LoginFlow, rendered: Rendered): Record<string, unknown> => ({
  ...beginningOf(flow, core.config),
  organization_id: null,
  ...(flow.context.active === undefined ? {} : { active: flow.context.active }),
  ui: formOf(flow, rendered.nodes, GROUPS, exchange, core.config),
  created_at: timestamp(flow.issuedAt),
  updated_at: timestamp(flow.issuedAt),
  refresh: flow.context.refresh,
  requested_aal: flow.context.aal,
  state: flow.state,
  ...askedSchemaToWire(core, flow),
});

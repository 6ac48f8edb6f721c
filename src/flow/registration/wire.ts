import type { Exchange } from '../../http/exchange.ts';
import { askedSchemaToWire } from '../asked-schema.ts';
import { beginningOf, formOf } from '../wire.ts';
import type { RegistrationEngine, RegistrationFlow } from './context.ts';
import { GROUPS, type Rendered } from './render.ts';

/** A registration flow as JSON. */
export const registrationToWire = ({ core }: RegistrationEngine, exchange: Exchange, flow: RegistrationFlow, rendered: Rendered): Record<string, unknown> => ({
  ...beginningOf(flow, core.config),
  ...(flow.context.active === undefined ? {} : { active: flow.context.active }),
  ui: formOf(flow, rendered.nodes, GROUPS, exchange, core.config),
  organization_id: null,
  state: flow.state,
  ...askedSchemaToWire(core, flow),
});

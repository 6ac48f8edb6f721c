import { timestamp } from '../../clock.ts';
import type { Exchange } from '../../http/exchange.ts';
import { input } from '../../ui/nodes.ts';
import { inOrder, withForm } from '../form.ts';
import { returnToOf } from '../return-to.ts';
import { actionUrl } from '../urls.ts';
import type { RegistrationEngine, RegistrationFlow } from './context.ts';
import { GROUPS, type Rendered } from './render.ts';

/** A registration flow as JSON, its fields in the wire's order. */
export function registrationToWire({ core: { config } }: RegistrationEngine, exchange: Exchange, flow: RegistrationFlow, rendered: Rendered): Record<string, unknown> {
  const csrf = input('default', 'csrf_token', 'hidden', { value: flow.type === 'browser' ? exchange.csrf.token() : '', required: true });
  const returnTo = returnToOf(flow.requestUrl, config);
  return {
    id: flow.id,
    type: flow.type,
    expires_at: timestamp(flow.expiresAt),
    issued_at: timestamp(flow.issuedAt),
    request_url: flow.requestUrl,
    ...(returnTo === undefined ? {} : { return_to: returnTo }),
    ...(flow.context.active === undefined ? {} : { active: flow.context.active }),
    ui: {
      action: actionUrl(flow, config),
      method: 'POST',
      nodes: inOrder(withForm([csrf, ...rendered.nodes], flow.form), GROUPS),
      ...(flow.form.messages.length > 0 ? { messages: flow.form.messages } : {}),
    },
    organization_id: null,
    state: flow.state,
  };
}

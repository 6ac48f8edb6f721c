import { timestamp } from '../../clock.ts';
import type { Exchange } from '../../http/exchange.ts';
import { input } from '../../ui/nodes.ts';
import { inOrder, withForm } from '../form.ts';
import { returnToOf } from '../return-to.ts';
import { actionUrl } from '../urls.ts';
import type { LoginEngine, LoginFlow } from './context.ts';
import { GROUPS, type Rendered } from './render.ts';

/** A login flow as JSON, its fields in the wire's order. */
export function loginToWire({ core: { config } }: LoginEngine, exchange: Exchange, flow: LoginFlow, rendered: Rendered): Record<string, unknown> {
  const csrf = input('default', 'csrf_token', 'hidden', { value: flow.type === 'browser' ? exchange.csrf.token() : '', required: true });
  const returnTo = returnToOf(flow.requestUrl, config);
  return {
    id: flow.id,
    organization_id: null,
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
    created_at: timestamp(flow.issuedAt),
    updated_at: timestamp(flow.issuedAt),
    refresh: flow.context.refresh,
    requested_aal: flow.context.aal,
    state: flow.state,
  };
}

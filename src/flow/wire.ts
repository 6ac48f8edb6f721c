import { timestamp } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Message } from '../messages/message.ts';
import { input, type Node, type NodeGroup } from '../ui/nodes.ts';
import type { Flow } from './flow.ts';
import { inOrder, withForm } from './form.ts';
import { returnToOf } from './return-to.ts';
import { actionUrl } from './urls.ts';

/** What the JSON of every flow begins with. */
export function beginningOf(flow: Flow, config: Config): Record<string, unknown> {
  const returnTo = returnToOf(flow.requestUrl, config);
  return {
    id: flow.id,
    type: flow.type,
    expires_at: timestamp(flow.expiresAt),
    issued_at: timestamp(flow.issuedAt),
    request_url: flow.requestUrl,
    ...(returnTo === undefined ? {} : { return_to: returnTo }),
  };
}

/** The form, `ui` on the wire: rendered nodes, what the last submit left laid over them, and the token that binds it to its browser. */
export function formOf(
  flow: Flow,
  nodes: readonly Node[],
  groups: readonly NodeGroup[],
  exchange: Exchange,
  config: Config,
  messages: readonly Message[] = flow.form.messages,
): Record<string, unknown> {
  const csrf = input('default', 'csrf_token', 'hidden', { value: flow.type === 'browser' ? exchange.csrf.token() : '', required: true });
  return {
    action: actionUrl(flow, config),
    method: 'POST',
    nodes: inOrder(withForm([csrf, ...nodes], flow.form), groups),
    ...(messages.length > 0 ? { messages } : {}),
  };
}

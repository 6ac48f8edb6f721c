import { timestamp } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Message } from '../messages/message.ts';
import { input, type Node, type NodeGroup, nodeName } from '../ui/nodes.ts';
import type { Flow } from './flow.ts';
import { inOrder, withForm } from './form.ts';
import { returnToOf } from './return-to.ts';
import { actionUrl } from './urls.ts';

/** What the JSON of every flow begins with. */
export function beginningOf(flow: Pick<Flow, 'id' | 'type' | 'requestUrl' | 'issuedAt' | 'expiresAt'>, config: Config): Record<string, unknown> {
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
  // A native app that can do nothing here has no use for a token either.
  const all = flow.type === 'api' && nodes.length === 0 ? [] : [csrf, ...nodes];
  return {
    action: actionUrl(flow, config),
    method: 'POST',
    nodes: inOrder(withForm(scriptsOnce(all), flow.form), groups),
    ...(messages.length > 0 ? { messages } : {}),
  };
}

/** Methods that need the same script load it once: where the last of them has it. */
const scriptsOnce = (nodes: readonly Node[]): Node[] =>
  nodes.filter((node, i) => node.type !== 'script' || !nodes.slice(i + 1).some((later) => later.type === 'script' && nodeName(later) === nodeName(node)));

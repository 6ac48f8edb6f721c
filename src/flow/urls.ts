import type { Config } from '../config/config.ts';
import type { Flow, FlowKind } from './flow.ts';

/** The addresses that flows send clients to. */
export const actionUrl = (flow: Pick<Flow, 'id' | 'kind'>, config: Config): string => `${config.serve.public.base_url}/self-service/${flow.kind}?flow=${flow.id}`;

export const initUrl = (kind: FlowKind, config: Config, query: Readonly<Record<string, string | undefined>> = {}, type: 'browser' | 'api' = 'browser'): string =>
  withQuery(`${config.serve.public.base_url}/self-service/${kind}/${type}`, query);

/** The page that shows a flow: the configured one, or our own. */
export const pageUrl = (kind: FlowKind, flowId: string, config: Config): string => withQuery(config.selfservice.flows[kind].ui_url, { flow: flowId });

export function withQuery(url: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.length === 0) return url;
  const to = new URL(url);
  for (const [name, value] of given) to.searchParams.set(name, value);
  return to.href;
}

const UNDO = '/self-service/address-change/undo';
/** Where a change of address is taken back: as the link in a mail, or as the action of a form. */
export const undoUrl = ({ serve, selfservice }: Config, token?: string): string =>
  token === undefined ? `${serve.public.base_url}${UNDO}` : withQuery(`${selfservice.methods.link.config.base_url.replace(/\/+$/, '')}${UNDO}`, { token });
/** The page that asks before it does so. */
export const undoPageUrl = ({ selfservice }: Config, query: Readonly<Record<string, string | undefined>>): string => withQuery(selfservice.settings.address_change.ui_url, query);

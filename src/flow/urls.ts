import type { Config } from '../config/config.ts';
import type { Flow, FlowKind } from './flow.ts';

/** The addresses that flows send clients to. */
export const actionUrl = (flow: Pick<Flow, 'id' | 'kind'>, config: Config): string => `${config.serve.public.base_url}${actionPath(flow)}`;
/** The same as a link in a mail. */
export const linkUrl = (flow: Pick<Flow, 'id' | 'kind'>, config: Config): string => mailedUrl(actionPath(flow), config);
const actionPath = ({ id, kind }: Pick<Flow, 'id' | 'kind'>): string => `/self-service/${kind}?flow=${id}`;

/** As it stands in a mail: links lead to where the configuration says that this server is known. */
const mailedUrl = (path: string, { selfservice }: Config): string => `${selfservice.methods.link.config.base_url.replace(/\/+$/, '')}${path}`;

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

/** Where something is done that a mail has a link to: with a token the link itself, without one the action of the form that it leads to. */
const linkedUrl = (path: string, config: Config, token: string | undefined): string => (token === undefined ? `${config.serve.public.base_url}${path}` : withQuery(mailedUrl(path, config), { token }));

export const UNDO_PATH = '/self-service/address-change/undo';
/** Where a change of address is taken back. */
export const undoUrl = (config: Config, token?: string): string => linkedUrl(UNDO_PATH, config, token);
/** The page that asks before. */
export const undoPageUrl = ({ selfservice }: Config, query: Readonly<Record<string, string | undefined>>): string => withQuery(selfservice.settings.address_change.ui_url, query);

export const ALARM_PATH = '/self-service/alarm';
/** Where somebody says «this was not me». */
export const alarmUrl = (config: Config, token?: string): string => linkedUrl(ALARM_PATH, config, token);
/** The page that asks before. */
export const alarmPageUrl = ({ selfservice }: Config, query: Readonly<Record<string, string | undefined>>): string => withQuery(selfservice.notices.ui_url, query);

import type { Config } from '../config/config.ts';
import type { Flow, FlowKind } from './flow.ts';
import { returnToOf } from './return-to.ts';
import { pageUrl, withQuery } from './urls.ts';

interface After {
  readonly default_browser_return_url?: string | undefined;
}

/**
 * Where a browser goes when it is done: back to where it came from, else where the configuration sends those who used
 * this method, else where it sends everybody. @throws self_service_flow_return_to_forbidden
 */
export function afterUrl(flow: Pick<Flow, 'kind' | 'requestUrl'>, method: string, config: Config, otherwise: string = config.selfservice.default_browser_return_url): string {
  return returnToOf(flow.requestUrl, config) ?? configured(flow.kind, method, config) ?? otherwise;
}

/**
 * Where a form is shown: on its page; an app's in the app, to which the browser is sent that it has opened for a provider.
 * @param arrives it is that browser which is answered
 */
export const formUrl = (flow: Pick<Flow, 'id' | 'kind' | 'type' | 'requestUrl'>, method: string, config: Config, arrives = false): string =>
  arrives && flow.type === 'api' ? withQuery(afterUrl(flow, method, config), { flow: flow.id }) : pageUrl(flow.kind, flow.id, config);

function configured(kind: FlowKind, method: string, config: Config): string | undefined {
  const { after } = config.selfservice.flows[kind] as { readonly after: After & Readonly<Record<string, unknown>> };
  return (after[method] as After | undefined)?.default_browser_return_url ?? after.default_browser_return_url;
}

import type { Config } from '../config/config.ts';
import { withQuery } from '../flow/urls.ts';

/** Version 0.2 has paths of its own, and calls a flow's id `request`. */
export const PATHS = {
  start: '/self-service/browser/flows/settings',
  payload: '/self-service/browser/flows/requests/settings',
  profile: '/self-service/browser/flows/settings/strategies/profile',
} as const;

/** Today's paths, as this adapter asks for them. */
export const TODAY = { start: '/self-service/settings/browser', submit: '/self-service/settings', fetch: '/self-service/settings/flows' } as const;

export const profileAction = (config: Config, id: string): string => withQuery(config.serve.public.base_url + PATHS.profile, { request: id });

/** Where today's server sends a browser, as version 0.2 would: pages by `request`, forms and starts at its paths, also where they stand in `return_to`. */
export function addressThen(address: string, config: Config): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const base = config.serve.public.base_url;
  const flow = url.searchParams.get('flow');
  if (flow !== null && isAt(url, config.selfservice.flows.settings.ui_url)) {
    url.searchParams.delete('flow');
    url.searchParams.set('request', flow);
    return url.href;
  }
  if (flow !== null && isAt(url, base + TODAY.submit)) return profileAction(config, flow);
  if (isAt(url, base + TODAY.start)) return base + PATHS.start + url.search;
  const returnTo = url.searchParams.get('return_to');
  if (returnTo === null) return address;
  url.searchParams.set('return_to', addressThen(returnTo, config));
  return url.href;
}

function isAt(url: URL, place: string): boolean {
  const { origin, pathname } = new URL(place);
  return url.origin === origin && url.pathname === pathname;
}

import type { Config } from '../config/config.ts';

/** A source as Content-Security-Policy writes it: an origin, or for an app's own scheme the scheme alone. */
function source(url: string, base: string): string | undefined {
  const parsed = URL.parse(url, base);
  if (!parsed) return undefined;
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? `${parsed.protocol}//${parsed.host}` : parsed.protocol;
}

/**
 * What pages are sent with: nothing from elsewhere, no inline script or style, no frame around them. Browsers hold
 * `form-action` against every redirect that follows a form, so it names all places a flow may end at.
 */
export function pageHeaders(config: Config): Record<string, string> {
  const base = config.serve.public.base_url;
  const { selfservice } = config;
  const ends = [
    base,
    selfservice.default_browser_return_url,
    ...selfservice.allowed_return_urls,
    ...Object.values(selfservice.flows).flatMap((flow) => ('ui_url' in flow && typeof flow.ui_url === 'string' ? [flow.ui_url] : [])),
  ];
  const targets = new Set(ends.map((url) => source(url, base)).filter((target) => target !== undefined));
  const { oidc } = selfservice.methods;
  if (oidc.enabled) {
    // Where people sign in is known by the discovery documents only.
    targets.add('https:');
    for (const url of oidc.config.providers.flatMap((provider) => [provider.issuer_url, provider.auth_url])) if (url?.startsWith('http:')) targets.add(source(url, base) ?? base);
  }
  const policy = ["default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", `form-action 'self' ${[...targets].join(' ')}`, "base-uri 'none'", "frame-ancestors 'none'"];
  return {
    'content-security-policy': policy.join('; '),
    // Within the site the address a form was sent from tells which section to show again.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

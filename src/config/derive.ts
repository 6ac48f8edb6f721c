import { defaultIdentityUrl } from './default-identity.ts';
import type { Settings } from './keys/index.ts';

/** The settings while they are being completed: what is derived may still be missing. */
export type Draft = Mutable<Settings>;
type Mutable<T> = T extends readonly (infer Item)[] ? Mutable<Item>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** Fills in what follows from other keys. */
export function derive(draft: Draft): void {
  const { serve, selfservice, cookies, session, identity, courier, preset } = draft;
  serve.public.base_url = withoutSlash(serve.public.base_url ?? addressOf(serve.public));
  serve.admin.base_url = withoutSlash(serve.admin.base_url ?? addressOf(serve.admin));
  const site = serve.public.base_url;
  const absolute = (url: string): string => (url.startsWith('/') ? site + url : url);

  fill(selfservice, 'default_browser_return_url', '/ui');
  selfservice.default_browser_return_url = absolute(selfservice.default_browser_return_url);
  selfservice.allowed_return_urls = selfservice.allowed_return_urls.map(absolute);
  deriveFlows(draft, absolute);
  deriveAddressChange(draft, absolute);
  deriveMethods(draft, site);

  for (const name of ['password', 'address', 'factor', 'codes', 'link', 'recovery'] as const) fill(selfservice.notices, name, preset !== 'kratos');
  fill(selfservice.notices, 'ui_url', '/ui/alarm');
  selfservice.notices.ui_url = absolute(selfservice.notices.ui_url);
  fill(courier.limit_per_address, 'most', preset === 'kratos' ? 0 : 5);

  fill(cookies, 'secure', !draft.dev);
  fill(session, 'earliest_possible_extend', session.lifespan);
  fill(session.cookie, 'domain', cookies.domain);
  fill(session.cookie, 'path', cookies.path);
  fill(session.cookie, 'same_site', cookies.same_site);
  fill(session.cookie, 'secure', cookies.secure);

  fill(identity, 'schemas', [{ id: 'default', url: defaultIdentityUrl, selfservice_selectable: false }]);
  fill(identity, 'default_schema_id', (identity.schemas.length === 1 ? identity.schemas[0]?.id : undefined) ?? 'default');
}

function deriveFlows({ selfservice, preset }: Draft, absolute: (url: string) => string): void {
  const { flows } = selfservice;
  for (const name of ['settings', 'login', 'registration', 'recovery', 'verification', 'error'] as const) {
    fill(flows[name], 'ui_url', `/ui/${name}`);
    flows[name].ui_url = absolute(flows[name].ui_url);
  }
  for (const flow of [flows.login, flows.registration, flows.recovery, flows.verification, flows.logout]) fill(flow.after, 'default_browser_return_url', selfservice.default_browser_return_url);
  for (const { after } of Object.values(flows).filter((flow) => 'after' in flow)) {
    if ('hooks_mode' in after) fill(after, 'hooks_mode', preset === 'kratos' ? 'override' : 'add');
    if (after.default_browser_return_url !== undefined) after.default_browser_return_url = absolute(after.default_browser_return_url);
    const methods: { default_browser_return_url?: string | undefined }[] = Object.values(after).filter((part) => typeof part === 'object' && !Array.isArray(part));
    for (const method of methods) {
      const url = method.default_browser_return_url ?? after.default_browser_return_url;
      if (url !== undefined) method.default_browser_return_url = absolute(url);
    }
  }
  for (const need of Object.values(flows.settings.assurance)) {
    fill(need, 'aal', preset === 'kratos' ? 'aal1' : 'highest_available');
    fill(need, 'max_age', flows.settings.privileged_session_max_age);
  }
}

function deriveAddressChange({ selfservice: { settings }, preset }: Draft, absolute: (url: string) => string): void {
  fill(settings.address_change, 'undo_window', preset === 'kratos' ? 0 : 72 * 3_600_000);
  fill(settings.address_change, 'ui_url', '/ui/address-change');
  settings.address_change.ui_url = absolute(settings.address_change.ui_url);
}

function deriveMethods({ selfservice: { methods }, hashers, preset }: Draft, site: string): void {
  const isKratos = preset === 'kratos';
  fill(methods.password.config, 'max_password_length', hashers.algorithm === 'bcrypt' ? BCRYPT_BYTES : 1024);
  fill(methods.lookup_secret.config, 'issue_after_totp', !isKratos);
  fill(methods.lookup_secret.config, 'reveal_enabled', isKratos);
  fill(methods.totp.config, 'issuer', URL.canParse(site) ? new URL(site).hostname : site);
  for (const type of ['webauthn', 'passkey'] as const) fill(methods[type].config.rp, 'id', URL.canParse(site) ? new URL(site).hostname : site);
  fill(methods.link.config, 'base_url', site);
  fill(methods.oidc.config, 'base_redirect_uri', site);
}

/** bcrypt looks at no more bytes of a password than these. */
export const BCRYPT_BYTES = 72;

function fill<T extends object, K extends keyof T>(map: T, key: K, value: T[K]): void {
  if (map[key] === undefined) map[key] = value;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Browsers keep Secure cookies and passkeys for `localhost`, not for a bare address of the same machine. */
function addressOf({ host, port, tls }: Draft['serve']['public' | 'admin']): string {
  const isAnyAddress = host === '' || host.startsWith('unix:') || host === '0.0.0.0' || host === '::' || host === '[::]';
  return `${tls.cert.path === undefined && tls.cert.base64 === undefined ? 'http' : 'https'}://${isAnyAddress ? 'localhost' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

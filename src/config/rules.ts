import type { Draft } from './derive.ts';
import { BCRYPT_BYTES } from './derive.ts';
import { readDsn } from './dsn.ts';
import { judgeHooks } from './hook-rules.ts';
import { PROVIDER_NEEDS, WITHOUT_ID_TOKENS } from './keys/providers.ts';
import type { Report } from './located.ts';
import { isNetwork } from './network.ts';
import { readTls, TlsProblem } from './tls.ts';

export type { Report };

/** Checks that look at several keys, or at more than the form of one. The draft is complete but for its secrets. */
export function judge(draft: Draft, wrong: Report, warn: Report): void {
  judgeStorage(draft, wrong);
  judgeAddresses(draft, wrong, warn);
  judgeCookies(draft, wrong);
  judgeIdentity(draft, wrong);
  judgeMethods(draft, wrong, warn);
  judgeHooks(draft, wrong);
  judgeCourier(draft, wrong);
}

function judgeStorage({ dsn, secrets, hashers, selfservice }: Draft, wrong: Report): void {
  const read = attempt(() => readDsn(dsn));
  if (read instanceof Error) wrong('dsn', `is not usable: ${read.message}`);
  else if (read.kind === 'postgres' && secrets.default === undefined)
    wrong('secrets.default', 'is missing: every server on a PostgreSQL database needs the same secrets, so they cannot be made here. Put a random text of 32 characters into the list');
  for (const name of ['default', 'cookie', 'cipher', 'pagination'] as const) if (secrets[name]?.length === 0) wrong(`secrets.${name}`, 'must have at least one secret');
  const { min_password_length: least, max_password_length: most } = selfservice.methods.password.config;
  if (hashers.algorithm === 'bcrypt' && most > BCRYPT_BYTES) wrong('selfservice.methods.password.config.max_password_length', `must be at most ${BCRYPT_BYTES}: bcrypt looks at no more bytes`);
  if (least > most) wrong('selfservice.methods.password.config.min_password_length', `must be at most ${most}, the greatest length`);
}

function judgeAddresses({ serve, cookies, session }: Draft, wrong: Report, warn: Report): void {
  for (const [i, proxy] of serve.trusted_proxies.entries())
    if (!isNetwork(proxy)) wrong(`serve.trusted_proxies[${i}]`, `is ${JSON.stringify(proxy)}, and must be an address such as 10.0.0.7 or a network such as 10.0.0.0/8`);
  for (const name of ['public', 'admin'] as const) if (/[?#]/.test(serve[name].base_url)) wrong(`serve.${name}.base_url`, 'must have no ? and no #');
  const isSocket = serve.public.host.startsWith('unix:');
  if ((isSocket || serve.public.port === serve.admin.port) && serve.public.host === serve.admin.host)
    wrong(`serve.admin.${isSocket ? 'host' : 'port'}`, `must not be ${isSocket ? serve.admin.host : serve.admin.port}: the public API listens there`);
  for (const name of ['public', 'admin'] as const) judgeListener(`serve.${name}`, serve[name], wrong);
  const site = URL.canParse(serve.public.base_url) ? new URL(serve.public.base_url) : undefined;
  if (site?.protocol === 'http:' && cookies.secure && !isThisMachine(site.hostname))
    warn('serve.public.base_url', 'starts with http://, and cookies are Secure: browsers will not keep them. Use https, or --dev on your own machine');
  for (const [key, domain] of [
    ['cookies.domain', cookies.domain],
    ['session.cookie.domain', session.cookie.domain],
  ] as const)
    if (site && domain !== undefined && site.hostname !== bare(domain) && !site.hostname.endsWith(`.${bare(domain)}`))
      warn(key, `is ${domain}, and the public address is on ${site.hostname}: browsers will not keep the cookie`);
}

function judgeListener(at: string, { host, tls }: Draft['serve']['public' | 'admin'], wrong: Report): void {
  if (host.startsWith('unix:') && !host.startsWith('unix:/')) wrong(`${at}.host`, 'must have the whole path of the socket file after `unix:`, such as unix:/run/zelos/public.sock');
  const read = attempt(() => readTls(tls));
  if (read instanceof TlsProblem) wrong(`${at}.tls.${read.key}`, read.message);
  else if (read instanceof Error) throw read;
}

const bare = (domain: string): string => domain.replace(/^\./, '').toLowerCase();
const isThisMachine = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');

function judgeCookies({ cookies, session, dev }: Draft, wrong: Report): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(session.cookie.name)) wrong('session.cookie.name', 'must be a cookie name: letters, digits, - and _');
  for (const [key, { path, domain, same_site, secure }] of [
    ['cookies', cookies],
    ['session.cookie', session.cookie],
  ] as const) {
    if (!/^\/[^;\s]*$/.test(path)) wrong(`${key}.path`, 'must be a path that starts with /');
    if (domain !== undefined && !/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain)) wrong(`${key}.domain`, 'must be a host name such as example.org');
    // On a developer's own machine the same file works, with Lax.
    if (same_site === 'None' && !secure && !dev) wrong(`${key}.same_site`, 'can be None only when the cookie is Secure');
  }
  if (session.earliest_possible_extend > session.lifespan) wrong('session.earliest_possible_extend', 'must not be longer than session.lifespan');
}

function judgeIdentity({ identity: { schemas, default_schema_id } }: Draft, wrong: Report): void {
  const ids = schemas.map(({ id }) => id);
  for (const [i, id] of ids.entries()) if (ids.indexOf(id) < i) wrong(`identity.schemas[${i}].id`, `${JSON.stringify(id)} is there twice`);
  if (!ids.includes(default_schema_id)) wrong('identity.default_schema_id', `${JSON.stringify(default_schema_id)} is none of identity.schemas: ${ids.join(', ') || 'there is none'}`);
}

function judgeMethods({ selfservice: { methods, flows } }: Draft, wrong: Report, warn: Report): void {
  const at = 'selfservice.methods';
  for (const name of ['recovery', 'verification'] as const) {
    const { enabled, use } = flows[name];
    if (enabled && !methods[use].enabled) wrong(`selfservice.flows.${name}.use`, `is ${use}, and the method ${use} is off: switch it on, or use the other one`);
  }
  const { haveibeenpwned_enabled: isAsked, haveibeenpwned_file: file, migrate_hook: former } = methods.password.config;
  if (file !== undefined && !isAsked) wrong(`${at}.password.config.haveibeenpwned_file`, 'cannot take effect: haveibeenpwned_enabled is false');
  if (former.enabled && former.config.url === undefined) wrong(`${at}.password.config.migrate_hook.config.url`, 'is missing: migrate_hook is on');
  if (methods.code.passwordless_enabled && methods.code.mfa_enabled) wrong(`${at}.code.mfa_enabled`, 'cannot be on together with passwordless_enabled: one code cannot be both factors');
  for (const name of ['webauthn', 'passkey'] as const) {
    if (!methods[name].enabled) continue;
    const { rp } = methods[name].config;
    const origin = 'origin' in rp ? rp.origin : undefined;
    for (const key of ['id', 'display_name'] as const) if (!rp[key]) wrong(`${at}.${name}.config.rp.${key}`, `is missing: ${name} is on`);
    if (/^\[|^[\d.]+$/.test(rp.id)) warn(`${at}.${name}.config.rp.id`, `is ${rp.id}: browsers keep keys for host names only, so nobody can add one here`);
    if (origin !== undefined && rp.origins !== undefined) wrong(`${at}.${name}.config.rp.origin`, 'cannot stand beside origins');
    for (const [i, each] of (rp.origins ?? []).entries())
      if (rp.id && /^https?:/.test(each) && !under(new URL(each).hostname, rp.id)) wrong(`${at}.${name}.config.rp.origins[${i}]`, `must be on ${rp.id} or below it, as rp.id says`);
  }
  const ids = methods.oidc.config.providers.map(({ id }) => id);
  const labels = methods.oidc.config.providers.map(({ id, label }) => label || id);
  for (const [i, label] of labels.entries())
    if (labels.indexOf(label) < i) warn(`${at}.oidc.config.providers[${i}].label`, `${JSON.stringify(label)} is there twice: nobody can tell the two buttons apart`);
  for (const [i, provider] of methods.oidc.config.providers.entries())
    judgeProvider(provider, ids.indexOf(provider.id) < i, (key, problem) => wrong(`${at}.oidc.config.providers[${i}].${key}`, problem));
}

type Provider = Draft['selfservice']['methods']['oidc']['config']['providers'][number];

function judgeProvider(provider: Provider, isTwice: boolean, wrong: Report): void {
  if (isTwice) wrong('id', `${JSON.stringify(provider.id)} is there twice`);
  if (provider.id.includes(':')) wrong('id', 'must not hold a colon: links are stored as id:subject');
  for (const key of PROVIDER_NEEDS[provider.provider] ?? []) if (!provider[key]) wrong(key, `is missing: ${provider.provider} cannot do without it`);
  if (provider.additional_id_token_audiences.length > 0 && WITHOUT_ID_TOKENS.has(provider.provider))
    wrong('additional_id_token_audiences', `cannot take effect: ${provider.provider} signs no ID tokens that an app could bring`);
}

const under = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

function judgeCourier({ courier: { delivery_strategy, http, channels } }: Draft, wrong: Report): void {
  if (delivery_strategy === 'http' && http.request_config.url === undefined) wrong('courier.http.request_config.url', 'is missing: courier.delivery_strategy is http');
  const ids = channels.map(({ id }) => id);
  for (const [i, id] of ids.entries()) if (ids.indexOf(id) < i) wrong(`courier.channels[${i}].id`, `${JSON.stringify(id)} is there twice`);
}

function attempt<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    return error as Error;
  }
}

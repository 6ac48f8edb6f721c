import type { Config } from '../config/config.ts';
import type { Core } from '../core.ts';
import type { TemplateType } from '../courier/words.ts';
import type { Write } from '../db/database.ts';
import type { Kind, Occurrence } from '../events/event.ts';
import { newAlarm } from '../flow/alarm.ts';
import type { Consequences, Happening } from '../flow/happening.ts';
import { deviceOf } from '../http/device.ts';
import { identityToWire } from '../identity/wire.ts';
import { changedBy } from './changed.ts';

type Switch = 'password' | 'factor' | 'codes' | 'link' | 'recovery';

/** What people are told of by mail, by which switch of the configuration. Addresses have their own way (former-addresses.ts). */
const NOTICES: Partial<Readonly<Record<Kind, { readonly by: Switch; readonly template: TemplateType }>>> = {
  'password.set': { by: 'password', template: 'password_set' },
  'password.changed': { by: 'password', template: 'password_changed' },
  'password.removed': { by: 'password', template: 'password_removed' },
  'totp.added': { by: 'factor', template: 'totp_added' },
  'totp.removed': { by: 'factor', template: 'totp_removed' },
  'webauthn.added': { by: 'factor', template: 'webauthn_added' },
  'webauthn.removed': { by: 'factor', template: 'webauthn_removed' },
  'passkey.added': { by: 'factor', template: 'passkey_added' },
  'passkey.removed': { by: 'factor', template: 'passkey_removed' },
  'lookup_secret.confirmed': { by: 'codes', template: 'lookup_secret_confirmed' },
  'lookup_secret.used_up': { by: 'codes', template: 'lookup_secret_used_up' },
  'lookup_secret.disabled': { by: 'codes', template: 'lookup_secret_disabled' },
  'oidc.linked': { by: 'link', template: 'oidc_linked' },
  'oidc.unlinked': { by: 'link', template: 'oidc_unlinked' },
  recovery: { by: 'recovery', template: 'recovery_used' },
};

/** Whoever has a mailbox of the account is told what has changed, at the addresses that were proven before it: a mail for each change, with a link for whoever has not done it. */
export function notify(core: Core, happening: Happening): Consequences {
  const { before, flow, method } = happening;
  const addresses = before?.identity.verifiableAddresses.filter(({ via, verified }) => via === 'email' && verified) ?? [];
  const all: Occurrence[] = [...changedBy(happening), ...(flow.kind === 'recovery' ? [{ kind: 'recovery', details: { method } } as const] : [])];
  return { writes: addresses.flatMap(({ value }) => all.flatMap((one) => tell(core, happening, one, value))), continueWith: [] };
}

function tell({ config, clock, sealer, outbox }: Core, { after, exchange }: Happening, { kind, details = {} }: Occurrence, to: string): readonly Write[] {
  const notice = NOTICES[kind];
  if (notice === undefined || !config.selfservice.notices[notice.by]) return [];
  const now = clock.now();
  const { ip, userAgent } = exchange;
  const expiresAt = now + config.selfservice.notices.window;
  const alarm = newAlarm(after.identity.id, { kind, details, at: now, ip, userAgent }, { config, sealer, expiresAt });
  const { browser, system } = deviceOf(userAgent);
  const data = {
    Name: shortened(details['name']),
    Provider: labelOf(details['provider'], config),
    When: new Date(now),
    Device: [browser, system].filter(Boolean).join(', '),
    IP: ip,
    AlarmURL: alarm.url,
    AlarmUntil: new Date(expiresAt),
    Identity: identityToWire(after.identity, config),
  };
  return [...alarm.writes, ...outbox.queue({ template: notice.template, via: 'email', to, data }, exchange)];
}

/** Whoever has named it may not be who gets the mail: no room for more than a name. */
const shortened = (name: unknown): string =>
  String(name ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 64);

const labelOf = (id: unknown, { selfservice }: Config): string => (typeof id !== 'string' ? '' : (selfservice.methods.oidc.config.providers.find((one) => one.id === id)?.label ?? id));

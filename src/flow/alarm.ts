import type { Config } from '../config/config.ts';
import { sha256url } from '../crypto/digest.ts';
import { randomToken } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Write } from '../db/database.ts';
import type { MailedLinkRow } from '../db/tables.ts';
import type { Details, Kind } from '../events/event.ts';
import { insertMailedLink } from './mailed-link-store.ts';
import { alarmUrl } from './urls.ts';

/** What a notice has told: shown again to whoever says that it was not them. */
export interface Told {
  readonly kind: Kind;
  readonly details: Details;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly ip: string;
  readonly userAgent: string;
}

export const ALARM = 'alarm';
const purpose = (id: string): string => `mailed-link:${id}`;

/** A link for «this was not me», for one mail. Only a hash of it is kept. */
export function newAlarm(
  identityId: string,
  told: Told,
  { config, sealer, expiresAt }: { readonly config: Config; readonly sealer: Sealer; readonly expiresAt: number },
): { readonly url: string; readonly writes: readonly Write[] } {
  const token = randomToken();
  const id = sha256url(token);
  return { url: alarmUrl(config, token), writes: [insertMailedLink({ id, identity_id: identityId, purpose: ALARM, payload: sealer.seal(purpose(id), JSON.stringify(told)), expires_at: expiresAt })] };
}

/** Undefined if it was sealed with secrets that are gone. */
export function openTold({ id, payload }: MailedLinkRow, sealer: Sealer): Told | undefined {
  const text = sealer.open(purpose(id), payload);
  return text === undefined ? undefined : (JSON.parse(text) as Told);
}

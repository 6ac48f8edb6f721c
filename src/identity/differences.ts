import { isDeepStrictEqual } from 'node:util';
import { masked, type Occurrence } from '../events/event.ts';
import type { Account, Credential, CredentialType } from './identity.ts';
import { codesOf, unusedOf } from './lookup-shape.ts';

/** What has become of the ways to sign in and of the addresses of an account, in the words of the security log. */
export function differencesOf(before: Account, after: Account): Occurrence[] {
  return [...addresses(before, after), ...password(before, after), ...codes(before, after), ...NAMED.flatMap((type) => named(type, before, after)), ...links(before, after), ...mailbox(before, after)];
}

const NAMED = ['totp', 'webauthn', 'passkey'] as const;

const ofType = ({ credentials }: Account, type: CredentialType): readonly Credential[] => credentials.filter((one) => one.type === type);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function addresses({ identity: { verifiableAddresses: before } }: Account, { identity: { verifiableAddresses: after } }: Account): Occurrence[] {
  const detailed = ({ via, value }: { via: string; value: string }) => ({ via, address: masked(value) });
  const old = new Map(before.map((address) => [address.id, address]));
  const present = new Set(after.map(({ id }) => id));
  return [
    ...before.filter(({ id }) => !present.has(id)).map((address): Occurrence => ({ kind: 'address.removed', details: detailed(address) })),
    ...after.filter(({ id }) => !old.has(id)).map((address): Occurrence => ({ kind: 'address.added', details: detailed(address) })),
    ...after.filter(({ id, verified }) => verified && old.get(id)?.verified !== true).map((address): Occurrence => ({ kind: 'address.verified', details: detailed(address) })),
  ];
}

function password(before: Account, after: Account): Occurrence[] {
  const [[was], [is]] = [ofType(before, 'password'), ofType(after, 'password')];
  // A row may be there for former passwords alone.
  const [had, has] = [was, is].map((row) => (row?.config['use_password_migration_hook'] === true ? 'elsewhere' : text(row?.config['hashed_password'])));
  if (had === has) return [];
  return [{ kind: had === '' ? 'password.set' : has === '' ? 'password.removed' : 'password.changed' }];
}

function codes(before: Account, after: Account): Occurrence[] {
  const [was, is] = [codesOf(before), codesOf(after)];
  if (was?.config.set !== is?.config.set) return is === undefined ? [{ kind: 'lookup_secret.disabled' }] : [{ kind: 'lookup_secret.confirmed', details: { count: is.config.codes.length } }];
  return unusedOf(was) > 0 && unusedOf(is) === 0 ? [{ kind: 'lookup_secret.used_up' }] : [];
}

function named(type: (typeof NAMED)[number], before: Account, after: Account): Occurrence[] {
  const [was, is] = [ofType(before, type), ofType(after, type)];
  const about = ({ config }: Credential) => ({ name: text(config['display_name']) });
  const old = new Map(was.map((one) => [one.slot, one]));
  const present = new Set(is.map(({ slot }) => slot));
  const renamed = type === 'totp' ? [] : is.filter((one) => old.has(one.slot) && !isDeepStrictEqual(about(one), about(old.get(one.slot)!)));
  return [
    ...was.filter(({ slot }) => !present.has(slot)).map((one): Occurrence => ({ kind: `${type}.removed`, details: about(one) })),
    ...is.filter(({ slot }) => !old.has(slot)).map((one): Occurrence => ({ kind: `${type}.added`, details: about(one) })),
    ...renamed.map((one): Occurrence => ({ kind: type === 'passkey' ? 'passkey.renamed' : 'webauthn.renamed', details: about(one) })),
  ];
}

function links(before: Account, after: Account): Occurrence[] {
  const [was, is] = [ofType(before, 'oidc'), ofType(after, 'oidc')];
  const about = ({ config }: Credential) => ({ provider: text(config['provider']) });
  const gone = was.filter(({ slot }) => is.every((one) => one.slot !== slot));
  const fresh = is.filter(({ slot }) => was.every((one) => one.slot !== slot));
  return [...gone.map((one): Occurrence => ({ kind: 'oidc.unlinked', details: about(one) })), ...fresh.map((one): Occurrence => ({ kind: 'oidc.linked', details: about(one) }))];
}

/** Codes by mail as a way to sign in. */
function mailbox(before: Account, after: Account): Occurrence[] {
  const [was, is] = [ofType(before, 'code').length > 0, ofType(after, 'code').length > 0];
  return was === is ? [] : [{ kind: is ? 'code.added' : 'code.removed' }];
}

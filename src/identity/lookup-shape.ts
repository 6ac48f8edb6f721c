import { timestamp } from '../clock.ts';
import { uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import { apiErrors } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Account, Credential, NewCredential } from './identity.ts';

/** A set of backup codes as it is stored: one row. */
export interface CodesConfig {
  /** Bound into the hashes and the seal, so that nothing of one set means anything in another. */
  readonly set: string;
  /** In the order in which they were shown. `hash`: HMAC under a secret of the server, because 41 bits would not withstand trying them all. */
  readonly codes: readonly { readonly hash: string /** Milliseconds since the epoch; missing: not used yet. */; readonly used_at?: number }[];
  /** The codes themselves, a JSON list, sealed: only with `reveal_enabled`. */
  readonly sealed?: string;
}

export type Codes = Credential<CodesConfig>;

/** The person's set, if they have one. */
export const codesOf = ({ credentials }: Account): Codes | undefined => credentials.find(({ type }) => type === 'lookup_secret') as unknown as Codes | undefined;

/** How many of them are good for something. */
export const unusedOf = (codes: Codes | undefined): number => codes?.config.codes.filter(({ used_at }) => used_at === undefined).length ?? 0;

const purpose = (set: string): string => `lookup-secret:${set}`;

interface Choices {
  /** Whether the codes can be shown again. */
  readonly reveal: boolean;
  readonly identifiers: readonly string[];
  /** By place; left out: none was used. */
  readonly usedAt?: readonly (number | undefined)[];
}

export function newCodes(codes: readonly string[], { reveal, identifiers, usedAt = [] }: Choices, sealer: Sealer): NewCredential {
  const set = uuid();
  const config: CodesConfig = {
    set,
    codes: codes.map((code, i) => ({ hash: sealer.sign(purpose(set), code), ...(usedAt[i] === undefined ? {} : { used_at: usedAt[i] }) })),
    ...(reveal ? { sealed: sealer.seal(purpose(set), JSON.stringify(codes)) } : {}),
  };
  return { type: 'lookup_secret', slot: '', identifiers, config: { ...config } };
}

/** The place of a code in its set; -1: it is none. Takes as long wherever it stands. */
export const placeOf = ({ config }: Codes, code: string, sealer: Sealer): number => config.codes.reduce((found, { hash }, i) => (sealer.verify(purpose(config.set), code, hash) ? i : found), -1);

/** The set after one of its codes was used. */
export const usedCode = ({ config, identifiers }: Codes, place: number, now: number): NewCredential => ({
  type: 'lookup_secret',
  slot: '',
  identifiers,
  config: { ...config, codes: config.codes.map((code, i) => (i === place ? { ...code, used_at: now } : code)) },
});

/** The codes themselves; undefined if only their hashes are kept. */
export function plainCodes({ config }: Codes, sealer: Sealer): readonly string[] | undefined {
  const opened = config.sealed === undefined ? undefined : sealer.open(purpose(config.set), config.sealed);
  return opened === undefined ? undefined : (JSON.parse(opened) as string[]);
}

/** When each was used: whoever reads identities need not be able to sign in as them. */
export const codesToWire = ([row]: readonly Credential[]): JsonObject =>
  row === undefined ? {} : { recovery_codes: (row as unknown as Codes).config.codes.map(({ used_at }) => (used_at === undefined ? {} : { used_at: timestamp(used_at) })) };

const MOST_CODES = 100;
const LONGEST_CODE = 100;

/** @throws ApiError 400 */
export function codesFromWire({ codes: given, recovery_codes = given }: JsonObject, sealer: Sealer): NewCredential[] {
  const at = 'credentials.lookup_secret.config.codes';
  if (!Array.isArray(recovery_codes) || recovery_codes.length === 0 || recovery_codes.length > MOST_CODES) throw apiErrors.badRequest(`${at} must be a list of 1 to ${MOST_CODES} codes.`);
  const codes = recovery_codes.map((entry: unknown, i) => {
    const { code, used_at } = isObject(entry) ? entry : {};
    if (typeof code !== 'string' || code === '' || code.length > LONGEST_CODE) throw apiErrors.badRequest(`${at}[${i}].code must be text of 1 to ${LONGEST_CODE} characters.`);
    const usedAt = used_at === undefined || used_at === null ? undefined : Date.parse(String(used_at));
    if (Number.isNaN(usedAt)) throw apiErrors.badRequest(`${at}[${i}].used_at must be a time such as 2026-01-31T12:00:00Z.`);
    return { code: asTyped(code), usedAt };
  });
  return [
    newCodes(
      codes.map(({ code }) => code),
      { reveal: false, identifiers: [], usedAt: codes.map(({ usedAt }) => usedAt) },
      sealer,
    ),
  ];
}

/** As codes are compared: people write them with spaces, dashes and capitals. */
export const asTyped = (code: string): string => code.toLowerCase().replace(/[\s-]/g, '');

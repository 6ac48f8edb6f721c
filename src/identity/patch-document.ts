import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.ts';
import type { JsonObject } from '../json.ts';
import type { Identity } from './identity.ts';
import { identityToAdminWire } from './wire.ts';

/** What nobody changes: it identifies, or follows from something else. Credentials have routes of their own, checked by type. */
const FIXED = ['id', 'schema_url', 'state_changed_at', 'created_at', 'updated_at'];
const DENIED = [...FIXED, 'credentials'];

/** An identity as a JSON Patch sees it: all of it, so that paths that start from a read identity fit. */
export const patchDocument = (identity: Identity, config: Config): JsonObject => ({ verifiable_addresses: [], recovery_addresses: [], ...identityToAdminWire(identity, config) });

/** Case does not matter, as it does not to Kratos' reader of JSON. */
export function isDeniedToPatch(pointer: string): boolean {
  const [, first = ''] = pointer.toLowerCase().split('/');
  return pointer === '' || DENIED.includes(first.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The patched document as the body of a replacement. Addresses that the patch has not touched follow from the traits. */
export function replacementOf(patched: JsonObject, original: JsonObject): JsonObject {
  const kept = Object.entries(patched).filter(([key]) => !FIXED.includes(key));
  const touched = kept.map(([key, value]) => {
    const before = original[key];
    const isList = key.endsWith('_addresses') && Array.isArray(value) && Array.isArray(before);
    return [key, isList ? value.filter((entry) => !before.some((was) => isDeepStrictEqual(was, entry))) : value] as const;
  });
  return Object.fromEntries(touched);
}

import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isCredentialType } from './admin.ts';
import type { CredentialType } from './identity.ts';

/** Types that Kratos knows and nobody has here: asking for them shows nothing. */
const ABSENT = new Set(['profile', 'saml', 'deviceauthn', 'identifier_first', 'link_recovery', 'code_recovery']);

/** `include_credential`, repeated or with commas. @throws ApiError 400 for what is no type */
export function includedTypes(exchange: Exchange): ReadonlySet<CredentialType> {
  const wanted = exchange.url.searchParams
    .getAll('include_credential')
    .flatMap((part) => part.split(','))
    .filter((part) => part !== '');
  const unknown = wanted.find((type) => !isCredentialType(type) && !ABSENT.has(type));
  if (unknown !== undefined) throw apiErrors.badRequest(`include_credential ${JSON.stringify(unknown)} is no type of credential.`);
  return new Set(wanted.filter(isCredentialType));
}

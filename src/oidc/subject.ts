import { type Claims, idOf, ProviderFailure } from './kind.ts';

/** The longest that OpenID Connect allows. */
const MOST = 255;
/** What programs write who had no id to give. */
const NOBODY: ReadonlySet<string> = new Set(['', 'undefined', 'null', 'NaN', '[object Object]']);

/** The person's id at the provider. @throws ProviderFailure if it is none: two people must never be taken for one */
export function subjectOf({ sub }: Claims): string {
  const id = idOf(sub);
  if (id === undefined || NOBODY.has(id.trim())) throw new ProviderFailure('it gave no id for the person');
  if (id.length > MOST || !id.isWellFormed() || id.includes('\0')) throw new ProviderFailure('it gave an id that cannot be kept');
  return id;
}

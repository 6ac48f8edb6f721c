import { hasHookAfter } from '../config/hook-lists.ts';
import { reaches } from '../config/reach.ts';
import type { Core } from '../core.ts';
import type { Write } from '../db/database.ts';
import { apiErrors, ValidationError } from '../errors.ts';
import type { Happening } from '../flow/happening.ts';
import { startVerification } from '../flow/new-addresses.ts';
import { markSent } from '../identity/verify.ts';
import { m } from '../messages/catalogue.ts';

/**
 * `require_verified_address`: nobody gets a session who has proven no address. Where verification is on, the code is sent at once.
 * @param right what is written of a proof that was right, although it leads nowhere
 * @throws ApiError session_verified_address_required @throws ValidationError 4000010 where nothing can be sent, or as `feature_flags.legacy_require_verified_login_error` has it
 */
export async function requireVerified(core: Core, { flow, method, before, after, exchange }: Happening, right: readonly Write[]): Promise<void> {
  const { config, schemas, clock, usable } = core;
  const { verifiableAddresses } = after.identity;
  if (!hasHookAfter(config, flow.kind, method, 'require_verified_address') || verifiableAddresses.some(({ verified }) => verified)) return;
  const isLegacy = config.feature_flags.legacy_require_verified_login_error;
  if (isLegacy && method !== 'password') return;
  const address = verifiableAddresses.find(({ via }) => reaches(config, via));
  if (isLegacy || address === undefined || before === undefined || !config.selfservice.flows.verification.enabled) throw new ValidationError({ message: m.addressNotVerified() });
  const started = startVerification(core, { after: before, flow, exchange }, address.value);
  const marked = markSent(before, address, { schema: schemas.get(before.identity.schemaId), now: clock.now(), usable });
  await core.db.write([...right, ...marked.writes, ...started.writes]);
  throw apiErrors.verifiedAddressRequired(started.item(true), started.page);
}

import type { Core } from '../core.ts';
import type { Consequences, Happening } from '../flow/happening.ts';
import { verifyNew } from '../flow/new-addresses.ts';
import { tellFormerAddresses } from './former-addresses.ts';
import { notify } from './notices.ts';
import { endThoseWhoKnew, revokeOthers } from './revoke.ts';
import { logged } from './security-log.ts';
import { tell } from './told.ts';

/** Each decides on its own, in this order. */
const ALL: readonly ((core: Core, happening: Happening) => Consequences)[] = [verifyNew, revokeOthers, endThoseWhoKnew, tell, tellFormerAddresses, notify, logged];

/** Everything that follows from what a flow does, to be committed with it: what is not written with a change never happens. */
export function consequencesOf(core: Core, happening: Happening): Consequences {
  const all = ALL.map((follow) => follow(core, happening));
  return { writes: all.flatMap(({ writes }) => writes), continueWith: all.flatMap(({ continueWith }) => continueWith), page: all.find(({ page }) => page !== undefined)?.page };
}

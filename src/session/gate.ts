import type { Config } from '../config/config.ts';
import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Accounts } from '../identity/accounts.ts';
import type { UsableFactors } from '../identity/factors.ts';
import { satisfies } from './assurance.ts';
import type { SignedIn } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface GateNeeds {
  readonly config: Config;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  readonly usable: UsableFactors;
}

/**
 * The person behind a request to the session endpoints, at the level `session.whoami.required_aal` asks for.
 * @throws session_inactive, session_aal2_required
 */
export async function requireSession({ config, sessions, accounts, usable }: GateNeeds, exchange: Exchange): Promise<SignedIn> {
  const signedIn = await sessions.of(exchange);
  if (signedIn === undefined) throw apiErrors.sessionInactive();
  if (satisfies(signedIn.session, signedIn.identity, config.session.whoami.required_aal)) return signedIn;
  // The stored level is of the last change of credentials. A method may have been switched off since: nobody is asked for what they cannot show.
  const account = await accounts.byId(signedIn.identity.id);
  if (account === undefined || usable(account).second > 0) throw apiErrors.sessionAal2Required(`${config.serve.public.base_url}/self-service/login/browser?aal=aal2`);
  return signedIn;
}

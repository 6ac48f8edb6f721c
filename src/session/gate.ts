import type { Config } from '../config/config.ts';
import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { satisfies } from './assurance.ts';
import type { SignedIn } from './session.ts';
import type { Sessions } from './sessions.ts';

/**
 * The person behind a request to the session endpoints, at the level `session.whoami.required_aal` asks for.
 * @throws session_inactive, session_aal2_required
 */
export async function requireSession(sessions: Sessions, exchange: Exchange, config: Config): Promise<SignedIn> {
  const signedIn = await sessions.of(exchange);
  if (signedIn === undefined) throw apiErrors.sessionInactive();
  if (!satisfies(signedIn.session, signedIn.identity, config.session.whoami.required_aal)) throw apiErrors.sessionAal2Required(`${config.serve.public.base_url}/self-service/login/browser?aal=aal2`);
  return signedIn;
}

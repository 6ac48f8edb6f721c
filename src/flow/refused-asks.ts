import type { Core } from '../core.ts';
import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';

/** What starting a login or registration may be asked for and this server cannot give: refused, rather than forgotten on the way. @throws 400 */
export function refuseAsks({ schemas }: Pick<Core, 'schemas'>, exchange: Exchange): void {
  if (exchange.query('login_challenge')) throw apiErrors.badRequest('This server is no login provider of an OAuth2 server: it does not understand login_challenge.');
  const schema = exchange.query('identity_schema');
  if (schema && schema !== schemas.defaultId) throw apiErrors.badRequest(`The identity schema ${JSON.stringify(schema)} cannot be chosen here.`);
}

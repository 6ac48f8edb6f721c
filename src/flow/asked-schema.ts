import type { Core } from '../core.ts';
import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';

type Needs = Pick<Core, 'schemas' | 'config'>;

/** Whether people may choose this identity schema: the default one always. */
const isSelectable = ({ schemas, config }: Needs, id: string): boolean => id === schemas.defaultId || config.identity.schemas.some((schema) => schema.id === id && schema.selfservice_selectable);

/** What starting a login or registration may be asked for and this server cannot give: refused, rather than forgotten on the way. @throws 400 */
export function refuseAsks(core: Needs, exchange: Exchange): void {
  if (exchange.query('login_challenge')) throw apiErrors.badRequest('This server is no login provider of an OAuth2 server: it does not understand login_challenge.');
  const schema = exchange.query('identity_schema');
  if (schema && !isSelectable(core, schema)) throw apiErrors.badRequest(`The identity schema ${JSON.stringify(schema)} cannot be chosen here.`);
}

/** The identity schema that the address of a flow asks for; undefined if it asks for none, or for one that may not be chosen any more. */
function askedSchema(core: Needs, requestUrl: string): string | undefined {
  const asked = new URL(requestUrl).searchParams.get('identity_schema');
  return asked && isSelectable(core, asked) ? asked : undefined;
}

/** The identity schema that a flow for somebody unknown goes by. */
export const schemaFor = (core: Needs, { requestUrl }: { readonly requestUrl: string }): IdentitySchema => core.schemas.get(askedSchema(core, requestUrl) ?? core.schemas.defaultId);

/** As the JSON of a flow says it. */
export function askedSchemaToWire(core: Needs, { requestUrl }: { readonly requestUrl: string }): { readonly identity_schema?: string } {
  const asked = askedSchema(core, requestUrl);
  return asked === undefined ? {} : { identity_schema: asked };
}

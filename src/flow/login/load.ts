import { isUuid } from '../../crypto/random.ts';
import { apiErrors } from '../../errors.ts';
import type { Account } from '../../identity/identity.ts';
import { flowById, readFlow } from '../store.ts';
import type { LoginContext, LoginEngine, LoginFlow } from './context.ts';

/** @throws 404 */
export async function loadLogin({ core }: LoginEngine, id: string, unknown?: string): Promise<LoginFlow> {
  const [[row]] = isUuid(id) ? await core.db.read(flowById({ id: id.toLowerCase() })) : [[]];
  const flow = readFlow<LoginContext>(row, 'login', core.sealer);
  if (flow === undefined) throw apiErrors.notFound(unknown);
  return flow;
}

/** Who is asked to prove anew who they are; undefined in a flow for anybody. */
export async function personOf({ core }: LoginEngine, flow: LoginFlow): Promise<Account | undefined> {
  return flow.identityId === null ? undefined : core.accounts.byId(flow.identityId);
}

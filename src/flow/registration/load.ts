import { isUuid } from '../../crypto/random.ts';
import { apiErrors } from '../../errors.ts';
import { flowById, readFlow } from '../store.ts';
import type { RegistrationContext, RegistrationEngine, RegistrationFlow } from './context.ts';

/** @throws 404 */
export async function loadRegistration({ core }: RegistrationEngine, id: string, unknown?: string): Promise<RegistrationFlow> {
  const [[row]] = isUuid(id) ? await core.db.read(flowById({ id: id.toLowerCase() })) : [[]];
  const flow = readFlow<RegistrationContext>(row, 'registration', core.sealer);
  if (flow === undefined) throw apiErrors.notFound(unknown);
  return flow;
}

/** @throws self_service_flow_disabled */
export function requireEnabled({ core: { config } }: RegistrationEngine): void {
  if (!config.selfservice.flows.registration.enabled) throw apiErrors.flowDisabled('Registration is switched off here.');
}

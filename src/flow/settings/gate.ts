import type { Config } from '../../config/config.ts';
import { apiErrors } from '../../errors.ts';
import { initUrl } from '../urls.ts';
import type { Person } from './engine.ts';

/**
 * The flow's own demand (`selfservice.flows.settings.required_aal`): who has a second factor shows it before the form opens.
 * @throws session_aal2_required, which leads back to `returnTo`
 */
export function requireFlowAal({ account, session }: Person, config: Config, returnTo?: string): void {
  if (config.selfservice.flows.settings.required_aal === 'aal1' || session.aal === 'aal2' || account.identity.availableAal !== 'aal2') return;
  throw apiErrors.sessionAal2Required(initUrl('login', config, { aal: 'aal2', return_to: returnTo }));
}

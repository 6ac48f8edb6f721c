import type { Config } from '../../config/config.ts';
import { apiErrors } from '../../errors.ts';
import { satisfies } from '../../session/assurance.ts';
import { initUrl } from '../urls.ts';
import type { Person } from './engine.ts';

/**
 * The flow's own demand (`selfservice.flows.settings.required_aal`): who has a second factor shows it before the form opens.
 * @throws session_aal2_required, which leads back to `returnTo`
 */
export function requireFlowAal({ account, session }: Person, config: Config, returnTo?: string): void {
  const required = config.selfservice.flows.settings.required_aal;
  // Who has no second factor yet may come in to enrol one; submit.ts lets nothing else pass.
  if (satisfies(session, account.identity, required === 'aal2' ? 'highest_available' : required)) return;
  throw apiErrors.sessionAal2Required(initUrl('login', config, { aal: 'aal2', return_to: returnTo }));
}

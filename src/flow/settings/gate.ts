import type { Config } from '../../config/config.ts';
import type { Core } from '../../core.ts';
import { apiErrors } from '../../errors.ts';
import type { Flow } from '../flow.ts';
import { actionUrl, initUrl } from '../urls.ts';
import { asksForSecond } from './assurance.ts';
import type { Person } from './engine.ts';

/**
 * The flow's own demand (`selfservice.flows.settings.required_aal`): who has a second factor shows it before the form opens.
 * Who has none yet may come in to enrol one; `lack` (assurance.ts) lets nothing else pass. Counted anew, not read from what
 * is stored: a method may have been switched on or off since.
 */
export function meetsFlowAal({ account, session }: Person, { config, usable }: Core): boolean {
  const required = config.selfservice.flows.settings.required_aal;
  return session.aal === 'aal2' || !asksForSecond(required === 'aal2' ? 'highest_available' : required, usable(account));
}

/** @throws session_aal2_required, which leads back to `returnTo` */
export function requireFlowAal(person: Person, core: Core, returnTo?: string): void {
  if (!meetsFlowAal(person, core)) throw apiErrors.sessionAal2Required(initUrl('login', core.config, { aal: 'aal2', return_to: returnTo }));
}

/** Where a person confirms with a second factor, or by signing in again; it leads back to the submit that waits. */
export const confirmUrl = (missing: 'aal' | 'age', flow: Pick<Flow, 'id' | 'kind'>, config: Config): string =>
  initUrl('login', config, { ...(missing === 'aal' ? { aal: 'aal2' } : { refresh: 'true' }), return_to: actionUrl(flow, config) });

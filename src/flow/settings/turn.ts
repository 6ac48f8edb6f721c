import { returnToOf } from '../return-to.ts';
import { unlinkedAt } from '../unlinked.ts';
import type { Submit } from './engine.ts';
import type { Submission, Turn, View } from './method.ts';

/** What a method sees when it acts. */
export function turnOf({ engine: { core }, flow, person }: Submit, view: View, submission: Submission): Turn {
  return {
    ...view,
    submission,
    session: person.session,
    hasher: core.hasher,
    breaches: core.breaches,
    providers: core.providers,
    flowId: flow.id,
    comesBack: flow.type === 'browser' || returnToOf(flow.requestUrl, core.config) !== undefined,
    unlinkedAt: (provider) => unlinkedAt(core, person.account.identity.id, provider),
  };
}

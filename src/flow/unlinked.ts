import type { Core } from '../core.ts';
import { sha256url } from '../crypto/digest.ts';
import type { Write } from '../db/database.ts';
import { ATTEMPT_LIFE } from '../oidc/attempt.ts';
import { exchangeById, insertExchange, removeExchange } from './token-exchange-store.ts';

/**
 * Whoever takes an account at a provider off ends every trip there that is under way, and what has come back and only waits:
 * in all forms, and also if the account is linked anew afterwards. The moment is kept as long as any such proof could live.
 */

const idOf = (identityId: string, provider: string): string => `unlinked:${sha256url(`${identityId} ${provider}`)}`;

export function noteUnlinked({ clock, config }: Pick<Core, 'clock' | 'config'>, identityId: string, provider: string): Write[] {
  const id = idOf(identityId, provider);
  const now = clock.now();
  // What has come back may wait in a login, and go on from there to the question for a second factor.
  const life = ATTEMPT_LIFE + 2 * config.selfservice.flows.login.lifespan;
  return [{ query: removeExchange({ id }) }, { query: insertExchange({ id, identity_id: identityId, payload: String(now), expires_at: now + life }), expect: 1 }];
}

/** When that was last, in milliseconds; 0: not lately. */
export async function unlinkedAt({ db }: Pick<Core, 'db'>, identityId: string, provider: string): Promise<number> {
  const [[row]] = await db.read(exchangeById({ id: idOf(identityId, provider) }));
  return row === undefined ? 0 : Number(row.payload);
}

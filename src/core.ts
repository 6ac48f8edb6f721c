import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import type { Outbox } from './courier/outbox.ts';
import type { Breaches } from './crypto/passwords/breaches.ts';
import type { Hasher } from './crypto/passwords/hasher.ts';
import type { Sealer } from './crypto/seal.ts';
import type { Database } from './db/database.ts';
import type { SecurityLog } from './events/log.ts';
import type { Cookies } from './http/cookies.ts';
import type { Accounts } from './identity/accounts.ts';
import type { Attempts } from './identity/attempts.ts';
import type { UsableFactors } from './identity/factors.ts';
import type { FormerSystem } from './identity/former-system.ts';
import type { Log } from './log.ts';
import type { Providers } from './oidc/providers.ts';
import type { Outgoing } from './outgoing/outgoing.ts';
import type { WebHooks } from './outgoing/web-hooks.ts';
import type { Schemas } from './schema/identity-schema.ts';
import type { Sessions } from './session/sessions.ts';
import type { Tokenizer } from './session/tokenizer.ts';

/** What features are made from. Made once, in server.ts; whoever is handed it takes what it needs. */
export interface Core {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** For what is stored (`secrets.cipher`). */
  readonly sealer: Sealer;
  /** For what clients carry: session cookies, logout tokens (`secrets.cookie`). */
  readonly cookieSealer: Sealer;
  readonly cookies: Cookies;
  readonly hasher: Hasher;
  readonly breaches: Breaches;
  /** Where people had their passwords before. */
  readonly formerSystem: FormerSystem;
  /** Calls to other machines. */
  readonly outgoing: Outgoing;
  /** The web hooks of the configuration. */
  readonly webHooks: WebHooks;
  readonly schemas: Schemas;
  /** What happens to accounts is recorded with it. */
  readonly securityLog: SecurityLog;
  /** What is told to people: mail and text messages. */
  readonly outbox: Outbox;
  /** Accounts of others that people sign in with. */
  readonly providers: Providers;
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly sessions: Sessions;
  readonly tokenizer: Tokenizer;
  /** What a person could really use now to sign in, counted over all methods. */
  readonly usable: UsableFactors;
}

import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type Calls, createCalls } from './calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, type ConfigInput, createConfig } from './config/config.ts';
import type { Core } from './core.ts';
import { createChannels, startCourier } from './courier/courier.ts';
import { createOutbox } from './courier/outbox.ts';
import { WEB_HOOK } from './courier/store.ts';
import { loadTemplates } from './courier/templates.ts';
import { startWorker, type Worker, type WorkerNeeds, waking } from './courier/worker.ts';
import { openBreachFile } from './crypto/passwords/breach-file/read.ts';
import { type Breaches, createBreaches } from './crypto/passwords/breaches.ts';
import { createHasher } from './crypto/passwords/hasher.ts';
import { createSealer } from './crypto/seal.ts';
import { Conflict, type Database, Duplicate, Unavailable, Unstorable } from './db/database.ts';
import { openDatabase } from './db/open.ts';
import { startReaper } from './db/reaper.ts';
import { traced } from './db/traced.ts';
import { ApiError, apiErrors } from './errors.ts';
import { createSecurityLog } from './events/log.ts';
import { trimLogs } from './events/trim.ts';
import { keepError } from './flow/error/store.ts';
import { webHookChannel } from './hooks/delivery.ts';
import { type Application, createApplication } from './http/application.ts';
import { createClientIp } from './http/client-ip.ts';
import { createCookies } from './http/cookies.ts';
import { createCors } from './http/cors.ts';
import { listenerFor } from './http/node.ts';
import { socketPath } from './http/socket-file.ts';
import { type FetchOptions, respondTo } from './http/web.ts';
import { createAccounts } from './identity/accounts.ts';
import { createAttempts } from './identity/attempts.ts';
import { createFormerSystem } from './identity/former-system.ts';
import { createLog, type Log } from './log.ts';
import { countCode } from './methods/code/addresses.ts';
import { settingsMethods } from './methods/index.ts';
import { createProviders } from './oidc/providers.ts';
import { healthRoutes, versionRoute } from './operations/health.ts';
import { createMetrics } from './operations/metrics.ts';
import { createOutgoing } from './outgoing/outgoing.ts';
import { readyWebHooks, type WebHooks } from './outgoing/web-hooks.ts';
import { adminRoutes, publicRoutes, withoutPrefix } from './routes.ts';
import { createSchemas } from './schema/identity-schema.ts';
import { createSessions } from './session/sessions.ts';
import { createTokenizer } from './session/tokenizer.ts';

export interface ZelosOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Used in place of the one `dsn` names, and closed by whoever opened it. */
  readonly database?: Database;
  /** Brings PostgreSQL to the form this version needs; SQLite always is. */
  readonly autoMigrate?: boolean;
}

/** One of the two APIs. */
export interface Api {
  fetch(request: Request, options?: FetchOptions): Promise<Response>;
}

export interface Zelos extends Calls {
  readonly config: Config;
  /** For tests and measurements: what is stored, and what it took. */
  readonly db: Database;
  readonly public: Api;
  readonly admin: Api;
  /** The same as listeners for node:http and Express. */
  readonly node: { readonly public: RequestListener; readonly admin: RequestListener };
  /** Requests under way. */
  readonly running: number;
  /** Lets requests that are under way finish, then closes the database. */
  close(): Promise<void>;
}

/** The composition root: from a configuration to two APIs. @throws ConfigError, and Error for what cannot be reached or loaded */
export async function createZelos(given: Config | ConfigInput = {}, options: ZelosOptions = {}): Promise<Zelos> {
  const config = isComplete(given) ? given : createConfig(given);
  const { clock = systemClock, log = createLog(config.log) } = options;
  for (const warning of config.warnings) log.warn({}, warning);
  const outgoing = createOutgoing({ config, log });
  const schemas = await createSchemas(config, outgoing);
  const templates = await loadTemplates(config, outgoing);
  const channels = await createChannels({ config, clock, outgoing });
  const tokenizer = await createTokenizer({ config, clock, log, outgoing });
  const webHooks = await readyWebHooks(config, { clock, outgoing });
  const opened = options.database ?? (await openDatabase(config.dsn, { clock, log }));
  try {
    if (opened.dialect === 'sqlite' || options.autoMigrate) await opened.migrate();
    else await opened.ready();
  } catch (error) {
    if (options.database === undefined) await opened.close();
    throw error;
  }
  const cookieSealer = createSealer(config.secrets.cookie);
  const sealer = createSealer(config.secrets.cipher);
  const cookies = createCookies(config);
  const courier = startCourier({ config, db: opened, clock, log, sealer, channels });
  const securityLog = createSecurityLog({ config, clock, sealer });
  const webHookCaller = startWebHookCaller(webHooks, { config, db: opened, clock, log, sealer });
  const db = securityLog.linking(waking(traced(opened), courier, webHookCaller));
  const core: Core = {
    config,
    clock,
    log,
    db,
    securityLog,
    cookies,
    cookieSealer,
    outgoing,
    webHooks,
    schemas,
    outbox: createOutbox({ config, clock, sealer, templates }),
    sealer,
    providers: await createProviders({ config, clock, log, sealer, outgoing }),
    hasher: createHasher(config),
    breaches: await leakedPasswords(config, { log, outgoing }),
    formerSystem: await createFormerSystem({ config, clock, log, outgoing }),
    accounts: createAccounts(db),
    attempts: createAttempts({ db, clock, sealer, securityLog }),
    sessions: createSessions({ config, db, clock, cookies, cookieSealer }),
    tokenizer,
    usable(account) {
      const counts = [...settingsMethods.map((method) => method.countUsable(account, config)), countCode(account, config, schemas.get(account.identity.schemaId))];
      return { first: counts.reduce((sum, { first }) => sum + first, 0), second: counts.reduce((sum, { second }) => sum + second, 0) };
    },
  };
  const clientIp = createClientIp(config.serve.trusted_proxies);
  const metrics = createMetrics(db);
  const shared = {
    clock,
    log,
    translate: whatDatabaseSays,
  };
  const forPublic = publicRoutes(core, { publicFetch: (request) => respondTo(site, request), adminFetch: (request) => respondTo(admin, request) });
  const forAdmin = adminRoutes(core);
  const site: Application = createApplication({
    ...shared,
    name: 'public',
    routes: forPublic,
    edge: { baseUrl: config.serve.public.base_url, cookies, clientIp },
    elsewhere: { routes: withoutPrefix(forAdmin), baseUrl: config.serve.admin.base_url },
    cors: createCors(config.serve.public.cors),
    errorPage: (error) => keepError(core, error),
    observe: (...seen) => metrics.observe('public', ...seen),
  });
  const admin = createApplication({
    ...shared,
    name: 'admin',
    routes: withoutPrefix([...forAdmin, ...healthRoutes(core, '/admin'), versionRoute(version, '/admin'), ...metrics.routes]),
    edge: { baseUrl: config.serve.admin.base_url, cookies, clientIp },
    elsewhere: { routes: forPublic, baseUrl: config.serve.public.base_url },
    observe: (...seen) => metrics.observe('admin', ...seen),
  });

  const { batch_size: batch, older_than: olderThan, sleep } = config.database.cleanup;
  const reaper = startReaper(db, { batch, olderThan, pause: sleep.tables, clock, log, also: (now) => trimLogs(db, sealer, now - config.security_log.retention, batch) });

  return {
    ...createCalls(site, admin),
    config,
    db,
    public: { fetch: (request, how) => respondTo(site, request, how) },
    admin: { fetch: (request, how) => respondTo(admin, request, how) },
    node: { public: listenerFor(site, peerAt(config.serve.public.host)), admin: listenerFor(admin, peerAt(config.serve.admin.host)) },
    get running() {
      return site.running + admin.running;
    },
    async close() {
      for (const end = clock.now() + LAST_REQUESTS; site.running + admin.running > 0 && clock.now() < end; ) await pause(10);
      await Promise.all([reaper.stop(), courier.stop(), webHookCaller.stop()]);
      if (options.database === undefined) await db.close();
      log.flush();
    },
  };
}

/** The list that new passwords are looked up in: a file of one's own, or the configured host. @throws Error if the file cannot be used */
async function leakedPasswords({ selfservice }: Config, { log, outgoing }: Pick<Core, 'log' | 'outgoing'>): Promise<Breaches> {
  const { haveibeenpwned_enabled: isAsked, haveibeenpwned_file: path, haveibeenpwned_host: host, max_breaches: maxBreaches } = selfservice.methods.password.config;
  return isAsked && path !== undefined ? openBreachFile({ path, maxBreaches, log }) : createBreaches({ host, log, outgoing });
}

/** Tells web hooks what was written for them, if there are any. */
function startWebHookCaller(webHooks: WebHooks, needs: Omit<WorkerNeeds, 'channels' | 'queue' | 'tries'>): Worker {
  if (webHooks.size === 0) return { wake: () => {}, stop: async () => {} };
  const { config } = needs;
  return startWorker({ ...needs, channels: new Map([[WEB_HOOK, webHookChannel(config, webHooks)]]), queue: 'web_hooks', tries: config.clients.web_hook.retries });
}

/** What the database refuses is no bug of a route. */
function whatDatabaseSays(error: unknown): ApiError | undefined {
  if (error instanceof Conflict || error instanceof Duplicate) return apiErrors.conflict('Somebody else has changed this at the same moment. Try again.');
  if (error instanceof Unstorable) return apiErrors.badRequest('The request holds the character U+0000 where it cannot stand.');
  if (error instanceof Unavailable)
    return new ApiError(503, { reason: 'The database does not answer. Try again in a moment.', message: 'Service is unavailable', headers: { 'Retry-After': '1' }, cause: error });
  return undefined;
}

/** Who connects by a socket file is on this machine. */
const peerAt = (host: string): string | undefined => (socketPath(host) === undefined ? undefined : '127.0.0.1');

/** How long a shutdown waits for requests under way, in milliseconds. */
export const LAST_REQUESTS = 20_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const isComplete = (given: Config | ConfigInput): given is Config => 'warnings' in given && Object.isFrozen(given);

export const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

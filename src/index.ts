/** Zelos as a library: what programs that embed it may use. Everything else may change without notice. */

export type { Calls, IdentityJson, NewIdentity, SessionJson, VisitorHeaders } from './calls.ts';
export type { Clock } from './clock.ts';
export type { Config, ConfigInput } from './config/config.ts';
export { ConfigError, createConfig, loadConfig } from './config/config.ts';
export { ApiError } from './errors.ts';
export type { FetchOptions } from './http/web.ts';
export { type RunningServer, startServer } from './listening.ts';
export type { Log } from './log.ts';
export type { Api, Zelos, ZelosOptions } from './server.ts';
export { createZelos, version } from './server.ts';

import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { allHooks, type WebHook } from '../config/hook-lists.ts';
import { type Call, compileCall } from './call.ts';
import type { Outgoing } from './outgoing.ts';

/** The web hooks of the configuration, ready to be called, by their part of it. */
export type WebHooks = ReadonlyMap<WebHook['config'], ReadyHook>;

export interface ReadyHook {
  /** The key it stands at: what logs call it. */
  readonly at: string;
  readonly call: Call;
}

/** Reads and compiles their templates. @throws Error that says which one cannot be used, and why */
export async function readyWebHooks(config: Config, needs: { readonly clock: Clock; readonly outgoing: Outgoing }): Promise<WebHooks> {
  const ready = allHooks(config).flatMap(({ at, hook }) => (hook.hook === 'web_hook' ? [{ at, config: hook.config }] : []));
  return new Map(await Promise.all(ready.map(async (hook) => [hook.config, { at: hook.at, call: await compileCall(hook.config, { ...needs, name: `${hook.at}.config` }) }] as const)));
}

import type { AnyHook } from './keys/hooks.ts';
import type { Settings } from './keys/index.ts';

export type Hook = AnyHook;
export type WebHook = Extract<Hook, { readonly hook: 'web_hook' }>;

interface List {
  readonly hooks?: readonly Hook[];
}
type After = List & { readonly hooks_mode?: 'add' | 'override' } & Readonly<Record<string, List | undefined>>;
type Flows = Settings['selfservice']['flows'];
/** Flows that have hooks. */
export type HookedFlow = 'settings' | 'login' | 'registration' | 'recovery' | 'verification';
const FLOWS: readonly HookedFlow[] = ['settings', 'login', 'registration', 'recovery', 'verification'];

interface Configured {
  readonly selfservice: { readonly flows: Pick<Flows, HookedFlow> };
}

/**
 * What hooks there are after a method has done its work: the one place that knows. Those of the flow, then those of the method. With `override` (as
 * Kratos) those of the method alone, if it has any; `verify_new_address` does not count, because it happens before.
 */
export function hooksAfter({ selfservice: { flows } }: Configured, flow: HookedFlow, method: string): readonly Hook[] {
  const after = flows[flow].after as After;
  const [all, own] = [after.hooks ?? [], after[method]?.hooks ?? []];
  return after.hooks_mode === 'override' && own.some(({ hook }) => hook !== 'verify_new_address') ? own : [...all, ...own];
}

export const hasHookAfter = (config: Configured, flow: HookedFlow, method: string, ...names: readonly Hook['hook'][]): boolean =>
  hooksAfter(config, flow, method).some(({ hook }) => names.includes(hook));

/** Web hooks that stand before a flow. */
export const hooksBefore = ({ selfservice: { flows } }: Configured, flow: HookedFlow): readonly WebHook[] => flows[flow].before.hooks;

/** Web hooks that are asked before anything is written, and may stop it. All others are told of what has been written. */
export const isAsked = ({ config: { can_interrupt, response } }: WebHook): boolean => can_interrupt || response.parse;
/** Before a flow there is nothing yet to be told of: whoever stands there is asked, unless the answer does not matter. */
export const isAskedBefore = ({ config: { response } }: WebHook): boolean => !response.ignore;

/** A hook, and the key it stands at. */
export interface Placed {
  readonly at: string;
  readonly hook: Hook;
  readonly flow: HookedFlow;
  readonly phase: 'before' | 'after';
  /** Whose list it stands in; undefined: that of the whole flow. */
  readonly method?: string;
}

/** Every hook there is. */
export function allHooks({ selfservice: { flows } }: Configured): readonly Placed[] {
  const placed = (flow: HookedFlow, phase: Placed['phase'], hooks: readonly Hook[] = [], method?: string): Placed[] =>
    hooks.map((hook, i) => ({ at: `selfservice.flows.${flow}.${phase}.${method === undefined ? '' : `${method}.`}hooks[${i}]`, hook, flow, phase, ...(method === undefined ? {} : { method }) }));
  return FLOWS.flatMap((flow) => {
    const after = flows[flow].after as After;
    const methods = Object.entries(after).flatMap(([method, part]) => (typeof part === 'object' && 'hooks' in part ? placed(flow, 'after', part.hooks, method) : []));
    return [...placed(flow, 'before', flows[flow].before.hooks), ...placed(flow, 'after', after.hooks), ...methods];
  });
}

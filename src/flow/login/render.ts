import type { Account } from '../../identity/identity.ts';
import { adds } from '../../session/assurance.ts';
import { input, type Node, type NodeGroup } from '../../ui/nodes.ts';
import { schemaFor } from '../asked-schema.ts';
import type { Draft } from '../flow.ts';
import type { LoginEngine, LoginFlow } from './context.ts';
import type { AnyLoginMethod, LoginRendering, LoginView } from './method.ts';

/** The wire's order of groups in login. */
export const GROUPS: readonly NodeGroup[] = ['oidc', 'default', 'identifier_first', 'webauthn', 'passkey', 'code', 'password', 'totp', 'lookup_secret'];

export interface Rendered {
  readonly nodes: readonly Node[];
  readonly draft: Draft;
}

/** The methods that can give the level this flow asks for; a second factor is something else than what has made the session. */
export const offered = ({ methods, core }: LoginEngine, { type, context }: Pick<LoginFlow, 'type' | 'context'>): AnyLoginMethod[] =>
  methods.filter((method) => method.enabled(core.config, context.aal) && adds(method.id, context.raises?.firsts) && !(method.leavesOut?.(core.config, type) ?? false));

/** What a method sees of a flow. `account`: of the person who is asked to prove anew who they are. */
export function viewOf({ core }: LoginEngine, flow: Pick<LoginFlow, 'type' | 'draft' | 'context'>, account: Account | undefined, method: AnyLoginMethod): LoginView {
  return {
    config: core.config,
    flowType: flow.type,
    aal: flow.context.aal,
    account,
    draft: flow.draft[method.id],
    now: core.clock.now(),
  };
}

/** The form, and the drafts it shows: those the flow had, and new ones where there were none. */
export function render(engine: LoginEngine, flow: Pick<LoginFlow, 'type' | 'draft' | 'context' | 'requestUrl'>, account: Account | undefined): Rendered {
  const draft: Record<string, unknown> = {};
  const renderings = offered(engine, flow).map((method) => {
    const rendering = method.render(viewOf(engine, flow, account, method));
    if (rendering.draft !== undefined) draft[method.id] = rendering.draft;
    return rendering;
  });
  const alone = renderings.filter((rendering) => rendering.alone);
  const seen = alone.length > 0 ? alone : renderings;
  const asked = seen.flatMap(({ identifier }) => (identifier ? [identifier] : []));
  return { nodes: [...identifierNode(engine, flow, asked), ...seen.flatMap(({ nodes }) => nodes)], draft };
}

/** The one field that all methods share: asked for, or known and only sent along. */
function identifierNode({ core }: LoginEngine, flow: Pick<LoginFlow, 'requestUrl'>, asked: readonly NonNullable<LoginRendering['identifier']>[]): Node[] {
  if (asked.length === 0) return [];
  const known = asked.find(({ value }) => value !== undefined);
  if (known !== undefined) return [input('default', 'identifier', 'hidden', { value: known.value, required: known.required ?? false })];
  const autocomplete = asked.some(({ webauthn }) => webauthn) ? 'username webauthn' : 'username';
  return [input('default', 'identifier', 'text', { value: '', required: true, autocomplete, label: schemaFor(core, flow).loginLabel })];
}

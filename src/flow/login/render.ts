import type { Account } from '../../identity/identity.ts';
import type { Message } from '../../messages/message.ts';
import { adds } from '../../session/assurance.ts';
import { input, type Node, type NodeGroup } from '../../ui/nodes.ts';
import { schemaFor } from '../asked-schema.ts';
import type { Draft } from '../flow.ts';
import type { LoginEngine, LoginFlow } from './context.ts';
import type { AnyLoginMethod, LoginRendering, LoginView, Way } from './method.ts';

/** The wire's order of groups in login. */
export const GROUPS: readonly NodeGroup[] = ['oidc', 'default', 'identifier_first', 'webauthn', 'passkey', 'code', 'password', 'totp', 'lookup_secret'];

export interface Rendered {
  readonly nodes: readonly Node[];
  readonly draft: Draft;
}

/** The methods that can give the level this flow asks for; a second factor is something else than what has made the session. */
export const offered = ({ methods, core }: LoginEngine, { type, context }: Pick<LoginFlow, 'type' | 'context'>): AnyLoginMethod[] =>
  methods.filter(
    (method) => method.enabled(core.config, context.aal) && (method.id === 'identifier_first' || adds(method.id, context.raises?.firsts)) && !(method.leavesOut?.(core.config, type) ?? false),
  );

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
    return { ...rendering, method: method.id };
  });
  const alone = renderings.filter((rendering) => rendering.alone);
  const seen = alone.length > 0 ? alone : renderings.some(({ asksName }) => asksName) ? renderings.map(besideName) : onlyWays(renderings);
  const asked = seen.flatMap(({ identifier }) => (identifier ? [identifier] : []));
  return { nodes: [...identifierNode(engine, flow, asked), ...seen.flatMap(({ nodes }) => nodes)], draft };
}

type Named = LoginRendering & { readonly method: string };

/** In a form that asks for the name: that question, and what others have beside it. */
const besideName = (rendering: Named): LoginRendering => (rendering.asksName ? rendering : { nodes: rendering.besideName ?? [] });

/** Of a person who has said their name, what they have; else everything. */
function onlyWays(renderings: readonly Named[]): readonly LoginRendering[] {
  const ways = renderings.find((rendering) => rendering.ways)?.ways;
  if (ways === undefined) return renderings;
  return renderings.map((rendering) => {
    const own = ways.filter(({ method }) => method === rendering.method);
    const isOffered = (node: Node): boolean => providerIn(node) === undefined || own.some(({ provider }) => provider === providerIn(node));
    return { ...rendering, nodes: own.length === 0 ? [] : rendering.nodes.filter(isOffered) };
  });
}

const providerIn = (node: Node): string | undefined => (node.type === 'input' && node.attributes.name === 'provider' ? String(node.attributes.value) : undefined);

/** What somebody can begin with who has said this name: the methods that have something for the account. */
export const waysOf =
  (engine: LoginEngine, flow: Pick<LoginFlow, 'type' | 'draft' | 'context'>) =>
  (account: Account, name: string): Way[] =>
    offered(engine, flow)
      .filter((method) => method.serves?.(account, name, engine.core.config) ?? true)
      .flatMap((method): Way[] => {
        const { nodes } = method.render(viewOf(engine, { ...flow, draft: {} }, account, method));
        const providers = nodes.flatMap((node) => providerIn(node) ?? []);
        if (providers.length > 0) return providers.map((provider) => ({ method: method.id, provider }));
        return nodes.length > 0 ? [{ method: method.id }] : [];
      });

/** The one field that all methods share: asked for, or known and only sent along. */
function identifierNode(engine: LoginEngine, flow: Pick<LoginFlow, 'requestUrl'>, asked: readonly NonNullable<LoginRendering['identifier']>[]): Node[] {
  if (asked.length === 0) return [];
  const known = asked.find(({ value }) => value !== undefined);
  const group = asked.find((each) => each.group !== undefined)?.group ?? 'default';
  const autocomplete = asked.some(({ webauthn }) => webauthn) ? 'username webauthn' : 'username';
  const label = (): Message => schemaFor(engine.core, flow).loginLabel;
  if (known?.group !== undefined) return [input(group, 'identifier', 'hidden', { value: known.value, required: true, autocomplete, label: label() })];
  if (known !== undefined) return [input('default', 'identifier', 'hidden', { value: known.value, required: known.required ?? false })];
  return [input(group, 'identifier', 'text', { value: '', required: true, autocomplete, label: label() })];
}

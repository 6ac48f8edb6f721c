import type { Config } from '../../config/config.ts';
import type { Message } from '../../messages/message.ts';
import type { Source } from '../../schema/cast.ts';
import { isRecovered } from '../../session/assurance.ts';
import type { Node, NodeGroup } from '../../ui/nodes.ts';
import type { Draft, FlowType } from '../flow.ts';
import type { Person, SettingsEngine, SettingsFlow } from './engine.ts';
import type { AnySettingsMethod, View } from './method.ts';

/** The wire's order of groups in settings. */
const GROUPS: readonly NodeGroup[] = ['default', 'profile', 'password', 'oidc', 'lookup_secret', 'webauthn', 'passkey', 'totp'];

export interface Rendered {
  readonly nodes: readonly Node[];
  /** The order of groups in this form. */
  readonly groups: readonly NodeGroup[];
  readonly draft: Draft;
  readonly messages: readonly Message[];
}

/** Whether a method takes part in flows of this type. */
export const serves = (method: AnySettingsMethod, config: Config, type: FlowType): boolean => method.flowTypes.includes(type) && !(method.leavesOut?.(config, type) ?? false);

/** The methods a person meets in a flow of this type. */
export const shown = ({ methods, core }: SettingsEngine, type: FlowType): AnySettingsMethod[] => methods.filter((method) => method.enabled(core.config) && serves(method, core.config, type));

/** What a method sees of a flow and a person. */
export function viewOf({ core }: SettingsEngine, flow: Pick<SettingsFlow, 'type' | 'draft'>, { account, session, pending }: Person, method: AnySettingsMethod, source: Source = 'json'): View {
  return {
    config: core.config,
    flowType: flow.type,
    account,
    pending,
    schema: core.schemas.get(account.identity.schemaId),
    draft: flow.draft[method.id],
    usable: core.usable(account),
    now: core.clock.now(),
    sealer: core.sealer,
    source,
    recovered: isRecovered(session),
  };
}

/** The form as this person's account is now, and the drafts it shows: those the flow had, and new ones where there were none. */
export function render(engine: SettingsEngine, flow: Pick<SettingsFlow, 'type' | 'draft'>, person: Person, saved = false): Rendered {
  const nodes: Node[] = [];
  const messages: Message[] = [];
  const last: NodeGroup[] = [];
  const draft: Record<string, unknown> = {};
  for (const method of shown(engine, flow.type)) {
    const rendering = method.render({ ...viewOf(engine, flow, person, method), saved });
    nodes.push(...rendering.nodes);
    if (rendering.last) last.push(method.group);
    if (rendering.messages) messages.push(...rendering.messages);
    if (rendering.draft !== undefined) draft[method.id] = rendering.draft;
  }
  return { nodes, groups: [...GROUPS.filter((group) => !last.includes(group)), ...last], draft, messages };
}

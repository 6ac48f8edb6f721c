import { m } from '../../messages/catalogue.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import { type Node, type NodeGroup, submit } from '../../ui/nodes.ts';
import { schemaFor } from '../asked-schema.ts';
import type { Draft } from '../flow.ts';
import type { RegistrationEngine, RegistrationFlow } from './context.ts';
import type { AnyRegistrationMethod, RegistrationView } from './method.ts';

/** The wire's order of groups in registration. */
export const GROUPS: readonly NodeGroup[] = ['oidc', 'default', 'webauthn', 'passkey', 'code', 'password', 'profile'];

export interface Rendered {
  readonly nodes: readonly Node[];
  readonly draft: Draft;
}

type Shown = Pick<RegistrationFlow, 'type' | 'draft' | 'context' | 'requestUrl'>;

/** The identity schema that the new account will follow. */
export const schemaOf = ({ core }: RegistrationEngine, flow: Pick<RegistrationFlow, 'requestUrl'>): IdentitySchema => schemaFor(core, flow);

export const offered = ({ methods, core }: RegistrationEngine, { type }: Pick<RegistrationFlow, 'type'>): AnyRegistrationMethod[] =>
  methods.filter((method) => method.enabled(core.config) && !(method.leavesOut?.(core.config, type) ?? false));

/** What a method sees of a flow. */
export const viewOf = (engine: RegistrationEngine, flow: Shown, method: AnyRegistrationMethod): RegistrationView => ({
  config: engine.core.config,
  flowType: flow.type,
  schema: schemaOf(engine, flow),
  draft: flow.draft[method.id],
  now: engine.core.clock.now(),
});

/** As Kratos once had it: where everything is asked at once, traits stand with the password. */
function groupOfTraits({ core: { config } }: RegistrationEngine, screen: RegistrationFlow['context']['screen']): NodeGroup {
  return screen === 'everything' && config.selfservice.methods.password.enabled ? config.feature_flags.password_profile_registration_node_group : 'default';
}

/** Of the traits that a provider has not told. */
const groupOfMissing = ({ core: { config } }: RegistrationEngine): NodeGroup => (config.feature_flags.legacy_oidc_registration_node_group ? 'oidc' : 'default');

/** The form, and the drafts it shows: those the flow had, and new ones where there were none. */
export function render(engine: RegistrationEngine, flow: Shown): Rendered {
  const { screen, typed } = flow.context;
  const traits = schemaOf(engine, flow).nodes(typed, { group: groupOfTraits(engine, screen), hidden: screen === 'credential', unsaved: true });
  const draft: Record<string, unknown> = screen === 'profile' ? { ...flow.draft } : {};
  const renderings = offered(engine, flow)
    .filter(({ onFirstScreen = false }) => onFirstScreen || screen !== 'profile')
    .map((method) => {
      const rendering = method.render(viewOf(engine, flow, method));
      if (rendering.draft !== undefined) draft[method.id] = rendering.draft;
      return rendering;
    });
  const alone = renderings.find((rendering) => rendering.alone);
  if (alone) return { nodes: [...schemaOf(engine, flow).nodes(typed, { group: groupOfMissing(engine), hidden: false, unsaved: true }), ...alone.nodes], draft };
  const nodes = renderings.flatMap((rendering) => rendering.nodes);
  if (screen === 'profile') return { nodes: [...traits, submit('profile', 'method', 'profile', m.registrationSubmit()), ...nodes], draft };
  const back = screen === 'credential' ? [submit('profile', 'screen', 'previous', m.registrationBack())] : [];
  return { nodes: [...traits, ...nodes, ...back], draft };
}

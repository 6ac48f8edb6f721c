import { ValidationError } from '../../errors.ts';
import { isSet, textField } from '../../flow/fields.ts';
import type { Away } from '../../flow/returning.ts';
import type { Outcome, SettingsMethod, Submission, Turn, View } from '../../flow/settings/method.ts';
import { m } from '../../messages/catalogue.ts';
import { isUsable, type Link, linkFor, linksOf, providerOf, upstreamIn } from './credential.ts';
import { isLast, linkNodes, nameOfLink } from './nodes.ts';

interface LinkSubmission extends Submission {
  readonly does: { readonly kind: 'link'; readonly provider: string; readonly upstream: Readonly<Record<string, string>> } | { readonly kind: 'unlink'; readonly name: string };
}

interface LinkDraft extends Away {
  /** What was linked when the trip began: who unlinks meanwhile ends the trip. */
  readonly had?: readonly string[];
}

const refusal = (reason: string): ValidationError => new ValidationError({ message: m.validationGeneric({ reason }) });

/** Linking and unlinking accounts at providers (SPEC §3.7). Traits stay as they are, and nothing is ever linked by an address. */
export const oidc: SettingsMethod<LinkSubmission, LinkDraft> = {
  id: 'oidc',
  group: 'oidc',
  operations: ['oidc.link', 'oidc.unlink'],
  triggers: ['link', 'unlink'],
  byName: false,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.oidc.enabled,
  countUsable: (account, config) => ({ first: linksOf(account).filter((link) => isUsable(link, config)).length, second: 0 }),

  render: (view) => ({ nodes: linkNodes(view), ...(view.draft === undefined ? {} : { draft: view.draft }) }),

  parse(body, view) {
    if (isSet(body['unlink'])) return { operation: 'oidc.unlink', does: { kind: 'unlink', name: textField(body, 'unlink') ?? '' } };
    const provider = textField(body, 'link') ?? '';
    if (providerOf(view.config, provider) === undefined || (knowsOneOfEach(view) && hasOneOf(view, provider)))
      throw refusal('This account cannot be connected: its provider is unknown here, or connected already.');
    return { operation: 'oidc.link', does: { kind: 'link', provider, upstream: upstreamIn(body) } };
  },

  async submit(turn) {
    const { does } = turn.submission;
    if (does.kind === 'unlink') return unlink(turn, does.name);
    const { to, attempt } = await turn.providers.begin(does.provider, { kind: 'settings', flowId: turn.flowId }, does.upstream);
    return { kind: 'leave', to, draft: { attempt, had: linksOf(turn.account).map(({ slot }) => slot) } };
  },

  async complete(turn, statement) {
    const { account, draft, config, sealer } = turn;
    const slots = new Set(linksOf(account).map(({ slot }) => slot));
    if (providerOf(config, statement.provider) === undefined) throw new ValidationError({ message: m.providerUnknown() });
    if (draft?.had?.some((slot) => !slots.has(slot))) throw new ValidationError({ message: m.providerAnswerUsed() });
    const link = linkFor(statement, sealer);
    if (knowsOneOfEach(turn) && hasOneOf(turn, statement.provider)) throw refusal('An account of this provider is connected already.');
    return { kind: 'save', changes: [{ type: 'setCredential', credential: link }], authentication: { method: 'oidc', aal: 'aal1', provider: statement.provider } };
  },
};

/** Kratos links one account at each provider. */
const knowsOneOfEach = ({ config }: Pick<View, 'config'>): boolean => config.preset === 'kratos';
const hasOneOf = ({ account }: Pick<View, 'account'>, provider: string): boolean => linksOf(account).some((link) => link.config.provider === provider);

/** Works for providers that are gone from the configuration as well. What waits to be linked in this form ends with it. */
function unlink(turn: Turn<LinkSubmission, LinkDraft>, name: string): Outcome<LinkDraft> {
  const link = named(linksOf(turn.account), name);
  if (turn.config.preset === 'kratos' && isLast(link, turn)) throw refusal('This is the last way to sign in that is left. Add another one first.');
  return { kind: 'save', changes: [{ type: 'removeCredential', credentialType: 'oidc', slot: link.slot }] };
}

function named(links: readonly Link[], name: string): Link {
  const meant = links.filter((link) => link.id === name || link.config.provider === name);
  const [link] = meant;
  if (link === undefined) throw refusal('This account is not connected.');
  if (meant.length > 1) throw refusal(`Several accounts of this provider are connected. Name one of them: ${meant.map((one) => nameOfLink(one, links)).join(', ')}.`);
  return link;
}

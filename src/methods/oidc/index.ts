import { equal, sha256url } from '../../crypto/digest.ts';
import { ValidationError } from '../../errors.ts';
import { isSet, textField } from '../../flow/fields.ts';
import type { Outcome, SettingsMethod, Submission, Turn, View } from '../../flow/settings/method.ts';
import { m } from '../../messages/catalogue.ts';
import { ATTEMPT_LIFE } from '../../oidc/attempt.ts';
import type { Brought } from '../../oidc/id-token.ts';
import type { Statement } from '../../oidc/providers.ts';
import { broughtIn, isUsable, type Link, type LinkDraft, linkFor, linksOf, providerOf, upstreamIn } from './credential.ts';
import { isLast, linkNodes, nameOfLink } from './nodes.ts';

interface LinkSubmission extends Submission {
  readonly does:
    | { readonly kind: 'link'; readonly provider: string; readonly upstream: Readonly<Record<string, string>>; readonly code: string | undefined; readonly brought: Brought | undefined }
    | { readonly kind: 'unlink'; readonly name: string };
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
    return { operation: 'oidc.link', does: { kind: 'link', provider, upstream: upstreamIn(body), code: textField(body, 'return_to_code') || undefined, brought: broughtIn(body) } };
  },

  async submit(turn) {
    const { does } = turn.submission;
    if (does.kind === 'unlink') return unlink(turn, does.name);
    if (does.brought) return bring(turn, await turn.providers.check(does.provider, does.brought));
    if (does.code !== undefined) return finish(turn, does.provider, does.code);
    // Kratos sends them off, and has nothing for them when they come back.
    if (!turn.comesBack && turn.config.preset !== 'kratos') throw new ValidationError({ message: m.providerNeedsReturn() });
    const { to, attempt } = await turn.providers.begin(does.provider, { kind: 'settings', flowId: turn.flowId }, does.upstream);
    return { kind: 'leave', to, draft: { attempt } };
  },

  complete: attach,
  waits: (draft, waiting) => ({ ...draft, waiting }),
};

async function attach(turn: Turn<Submission, LinkDraft>, statement: Statement, startedAt: number): Promise<Outcome<LinkDraft>> {
  if (providerOf(turn.config, statement.provider) === undefined) throw new ValidationError({ message: m.providerUnknown() });
  if (startedAt <= (await turn.unlinkedAt(statement.provider))) throw new ValidationError({ message: m.providerAnswerUsed() });
  if (knowsOneOfEach(turn) && hasOneOf(turn, statement.provider)) throw refusal('An account of this provider is connected already.');
  return {
    kind: 'save',
    changes: [{ type: 'setCredential', credential: linkFor(statement, turn.sealer) }],
    authentication: { method: 'oidc', aal: 'aal1', provider: statement.provider },
  };
}

/** An app brings a token: it counts from when it was made, as a trip from when it began. */
const bring = (turn: Turn<LinkSubmission, LinkDraft>, statement: Statement): Promise<Outcome<LinkDraft>> => attach(turn, statement, Number(statement.claims['iat']) * 1000 || turn.now);

/** An app brings what its browser was sent back with. */
function finish(turn: Turn<LinkSubmission, LinkDraft>, provider: string, code: string): Promise<Outcome<LinkDraft>> {
  const { draft, now } = turn;
  const waiting = draft?.waiting;
  if (waiting === undefined || waiting.statement.provider !== provider || !equal(waiting.code, sha256url(code)) || now >= waiting.startedAt + ATTEMPT_LIFE)
    throw new ValidationError({ message: m.providerAnswerUsed() });
  return attach(turn, waiting.statement, waiting.startedAt);
}

/** Kratos links one account at each provider. */
const knowsOneOfEach = ({ config }: Pick<View, 'config'>): boolean => config.preset === 'kratos';
const hasOneOf = ({ account }: Pick<View, 'account'>, provider: string): boolean => linksOf(account).some((link) => link.config.provider === provider);

/** Works for providers that are gone from the configuration as well. What waits to be linked in this form ends with it. */
function unlink(turn: Turn<LinkSubmission, LinkDraft>, name: string): Outcome<LinkDraft> {
  const link = named(linksOf(turn.account), name);
  if (turn.config.preset === 'kratos' && isLast(link, turn)) throw refusal('This is the last way to sign in that is left. Add another one first.');
  return { kind: 'save', changes: [{ type: 'removeCredential', credentialType: 'oidc', slot: link.slot }], ends: [link.config.provider] };
}

function named(links: readonly Link[], name: string): Link {
  const meant = links.filter((link) => link.id === name || link.config.provider === name);
  const [link] = meant;
  if (link === undefined) throw refusal('This account is not connected.');
  if (meant.length > 1) throw refusal(`Several accounts of this provider are connected. Name one of them: ${meant.map((one) => nameOfLink(one, links)).join(', ')}.`);
  return link;
}

import { ValidationError } from '../../errors.ts';
import { textField } from '../../flow/fields.ts';
import type { LoginMethod, LoginOutcome, LoginTurn, Unknown } from '../../flow/login/method.ts';
import type { Away } from '../../flow/returning.ts';
import { m } from '../../messages/catalogue.ts';
import type { Brought } from '../../oidc/id-token.ts';
import type { Statement } from '../../oidc/providers.ts';
import { submit } from '../../ui/nodes.ts';
import { broughtIn, linkFor, linksOf, nameOf, providerOf, providersOf, upstreamIn } from './credential.ts';
import { refreshed } from './refreshed.ts';

interface OidcLogin {
  readonly provider: string;
  /** The app has been there by itself. */
  readonly brought: Brought | undefined;
  readonly upstream: Readonly<Record<string, string>>;
}

interface LoginDraft extends Away {
  /** An account elsewhere that waits to be linked, and the name by which its person is known here: whoever signs in as them links it. */
  readonly waiting?: { readonly statement: Statement; readonly conflict: string; readonly startedAt: number };
}

/** Signing in with an account at a provider. Its address plays no part: the link decides who it is. */
export const oidcLogin: LoginMethod<OidcLogin, LoginDraft> = {
  id: 'oidc',
  group: 'oidc',
  triggers: ['provider'],
  enabled: (config, aal) => config.selfservice.methods.oidc.enabled && aal === 'aal1',

  render({ account, config, draft }) {
    const links = account && linksOf(account);
    const offered = providersOf(config).filter(({ id }) => draft?.waiting?.statement.provider !== id && (links === undefined || links.some((link) => link.config.provider === id)));
    const nodes = offered.map((provider) => submit('oidc', 'provider', provider.id, m.loginWithProvider({ provider: nameOf(provider), provider_id: provider.id })));
    return {
      nodes,
      besideName: nodes,
      ...(draft === undefined ? {} : { draft }),
    };
  },

  parse(body, { config }) {
    const provider = textField(body, 'provider') ?? '';
    if (providerOf(config, provider) === undefined) throw new ValidationError({ message: m.providerUnknown() });
    return { provider, upstream: upstreamIn(body), brought: broughtIn(body) };
  },

  async submit(turn) {
    const { submission, providers, flowId, flowType, comesBack, draft } = turn;
    const { provider, upstream, brought } = submission;
    if (brought) return signedInAs(turn, await providers.check(provider, brought));
    if (flowType === 'api' && !comesBack) throw new ValidationError({ message: m.providerNeedsBrowser() });
    const { to, attempt } = await providers.begin(provider, { kind: 'login', flowId }, upstream);
    return { kind: 'leave', to, draft: { ...draft, attempt } };
  },

  complete: signedInAs,

  waits: (waiting) => ({ waiting }),

  async joins({ draft, sealer, unlinkedAt }, account, login) {
    const waiting = draft?.waiting;
    if (waiting === undefined) return [];
    if (!login.includes(waiting.conflict)) throw new ValidationError({ message: m.loginLinkMismatch() });
    if (waiting.startedAt <= (await unlinkedAt(account.identity.id, waiting.statement.provider))) throw new ValidationError({ message: m.providerAnswerUsed() });
    return [{ type: 'setCredential', credential: linkFor(waiting.statement, sealer) }];
  },
};

/** The link decides who it is. */
async function signedInAs(
  { findByLink, providers, schemaOf, config }: Pick<LoginTurn<unknown, LoginDraft>, 'findByLink' | 'providers' | 'schemaOf' | 'config'>,
  statement: Statement,
): Promise<LoginOutcome<LoginDraft> | Unknown> {
  const { provider, subject, twoFactors } = statement;
  const account = await findByLink(provider, subject);
  if (account === undefined) return { kind: 'unknown', statement };
  const changes = providerOf(config, provider)?.update_identity_on_login === 'automatic' ? refreshed(account, providers.map(statement).traits, schemaOf(account)) : [];
  return { kind: 'proven', account, authentication: { method: 'oidc', aal: twoFactors ? 'aal2' : 'aal1', provider }, changes };
}

import { ValidationError } from '../../errors.ts';
import { textField } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import type { Away } from '../../flow/returning.ts';
import { m } from '../../messages/catalogue.ts';
import type { Statement } from '../../oidc/providers.ts';
import { submit } from '../../ui/nodes.ts';
import { linkFor, linksOf, nameOf, providerOf, providersOf, upstreamIn } from './credential.ts';

interface OidcLogin {
  readonly provider: string;
  readonly upstream: Readonly<Record<string, string>>;
}

interface LoginDraft extends Away {
  /** An account elsewhere that waits to be linked, and the name by which its person is known here: whoever signs in as them links it. */
  readonly waiting?: { readonly statement: Statement; readonly conflict: string };
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
    return {
      nodes: offered.map((provider) => submit('oidc', 'provider', provider.id, m.loginWithProvider({ provider: nameOf(provider), provider_id: provider.id }))),
      ...(draft === undefined ? {} : { draft }),
    };
  },

  parse(body, { config }) {
    if (body['id_token'] !== undefined) throw new ValidationError({ message: m.validationGeneric({ reason: 'Signing in with id_token is not supported: send the person to the provider.' }) });
    const provider = textField(body, 'provider') ?? '';
    if (providerOf(config, provider) === undefined) throw new ValidationError({ message: m.providerUnknown() });
    return { provider, upstream: upstreamIn(body) };
  },

  async submit({ submission: { provider, upstream }, providers, flowId, flowType, comesBack, draft }) {
    if (flowType === 'api' && !comesBack) throw new ValidationError({ message: m.providerNeedsBrowser() });
    const { to, attempt } = await providers.begin(provider, { kind: 'login', flowId }, upstream);
    return { kind: 'leave', to, draft: { ...draft, attempt } };
  },

  async complete({ findByLink }, { provider, subject, twoFactors }) {
    const account = await findByLink(provider, subject);
    if (account === undefined) return { kind: 'unknown' };
    return { kind: 'proven', account, authentication: { method: 'oidc', aal: twoFactors ? 'aal2' : 'aal1', provider } };
  },

  waits: (statement, conflict) => ({ waiting: { statement, conflict } }),

  joins({ draft, sealer, usable }, account, login) {
    const waiting = draft?.waiting;
    // Whoever has a second factor has not shown it yet: nothing is added to what they can sign in with before that.
    if (waiting === undefined || usable(account).second > 0) return [];
    if (!login.includes(waiting.conflict)) throw new ValidationError({ message: m.loginLinkMismatch() });
    return [{ type: 'setCredential', credential: linkFor(waiting.statement, sealer) }];
  },
};

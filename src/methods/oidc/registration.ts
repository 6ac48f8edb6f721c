import { ValidationError } from '../../errors.ts';
import { textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import type { Away } from '../../flow/returning.ts';
import { m } from '../../messages/catalogue.ts';
import type { Brought } from '../../oidc/id-token.ts';
import type { Mapped } from '../../oidc/mapper.ts';
import type { Statement } from '../../oidc/providers.ts';
import { submit } from '../../ui/nodes.ts';
import { broughtIn, linkFor, nameOf, providerOf, providersOf, upstreamIn } from './credential.ts';

interface OidcRegistration {
  readonly provider: string;
  /** The app has been there by itself. */
  readonly brought: Brought | undefined;
  readonly upstream: Readonly<Record<string, string>>;
}

interface RegistrationDraft extends Away {
  /** The person has come back, and traits are missing: the form asks for them. */
  readonly known?: { readonly statement: Statement; readonly mapped: Mapped };
}

/** Creating an account with what a provider says of a person. */
export const oidcRegistration: RegistrationMethod<OidcRegistration, RegistrationDraft> = {
  id: 'oidc',
  group: 'oidc',
  triggers: ['provider'],
  onFirstScreen: true,
  enabled: (config) => config.selfservice.methods.oidc.enabled,

  render({ config, draft }) {
    const known = draft?.known && providerOf(config, draft.known.statement.provider);
    if (known) return { nodes: [submit('oidc', 'provider', known.id, m.registrationContinue())], alone: true, draft };
    return {
      nodes: providersOf(config).map((provider) => submit('oidc', 'provider', provider.id, m.registrationWithProvider({ provider: nameOf(provider), provider_id: provider.id }))),
      ...(draft === undefined ? {} : { draft }),
    };
  },

  parse(body, { config }) {
    const provider = textField(body, 'provider') ?? '';
    if (providerOf(config, provider) === undefined) throw new ValidationError({ message: m.providerUnknown() });
    return { provider, upstream: upstreamIn(body), brought: broughtIn(body) };
  },

  given: (draft) => draft?.known?.mapped.traits,

  brings: async ({ submission: { provider, brought }, providers }) => (brought ? providers.check(provider, brought) : undefined),

  async leave({ submission: { provider, upstream }, providers, flowId, flowType, comesBack, draft }) {
    if (draft?.known?.statement.provider === provider) return undefined;
    if (flowType === 'api' && !comesBack) throw new ValidationError({ message: m.providerNeedsBrowser() });
    const { to, attempt } = await providers.begin(provider, { kind: 'registration', flowId }, upstream);
    return { to, draft: { attempt } };
  },

  async complete({ providers, findByLink }, statement) {
    if ((await findByLink(statement.provider, statement.subject)) !== undefined) return { kind: 'known' };
    const mapped = providers.map(statement);
    return { kind: 'traits', traits: mapped.traits, draft: { known: { statement: { ...statement, claims: {} }, mapped } } };
  },

  async submit({ draft, sealer }) {
    if (draft?.known === undefined) throw new ValidationError({ message: m.providerAnswerUsed() });
    const { statement, mapped } = draft.known;
    return {
      credentials: [linkFor(statement, sealer)],
      authentication: { method: 'oidc', aal: statement.twoFactors ? 'aal2' : 'aal1', provider: statement.provider },
      verified: mapped.verified,
      ...(mapped.metadataPublic === undefined ? {} : { metadataPublic: mapped.metadataPublic }),
      ...(mapped.metadataAdmin === undefined ? {} : { metadataAdmin: mapped.metadataAdmin }),
    };
  },
};

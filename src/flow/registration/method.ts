import type { Config } from '../../config/config.ts';
import type { Notice } from '../../courier/outbox.ts';
import type { Breaches } from '../../crypto/passwords/breaches.ts';
import type { Hasher } from '../../crypto/passwords/hasher.ts';
import type { Sealer } from '../../crypto/seal.ts';
import type { Fields } from '../../http/body.ts';
import type { Account, NewCredential, Traits, Via } from '../../identity/identity.ts';
import type { Message } from '../../messages/message.ts';
import type { Providers, Statement } from '../../oidc/providers.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import type { AuthenticationMethod } from '../../session/session.ts';
import type { Node, NodeGroup } from '../../ui/nodes.ts';
import type { FlowType } from '../flow.ts';

/** What a method sees when it renders. */
export interface RegistrationView<D = unknown> {
  readonly config: Config;
  readonly flowType: FlowType;
  readonly schema: IdentitySchema;
  /** This method's part of the flow's draft, if it has kept one. */
  readonly draft: D | undefined;
  readonly now: number;
}

export interface RegistrationRendering<D = unknown> {
  readonly nodes: readonly Node[];
  /** What must live until the submit: kept in the flow, sealed. The same draft in gives the same nodes out. */
  readonly draft?: D;
  /** The form is this method's alone: it waits for what is missing. */
  readonly alone?: boolean;
}

/** What a method sees when it acts: traits that the identity schema has accepted, and nobody's account yet. */
export interface RegistrationTurn<S, D = unknown> extends RegistrationView<D> {
  readonly submission: S;
  readonly traits: Traits;
  readonly hasher: Hasher;
  readonly breaches: Breaches;
  readonly flowId: string;
  /** Seals what the account will hold. */
  readonly sealer: Sealer;
}

/** What a method sees when it leads elsewhere, or takes up what comes back. */
export interface RegistrationTrip<S, D = unknown> extends RegistrationView<D> {
  readonly submission: S;
  readonly flowId: string;
  readonly providers: Providers;
  /** Whoever is sent elsewhere can come back: a browser, or an app with a code to come back with. */
  readonly comesBack: boolean;
  /** Who has linked this account at a provider. */
  findByLink(provider: string, subject: string): Promise<Account | undefined>;
}

/** Stay on the form, with something on its way that is asked for next. */
export interface RegistrationPause<D = unknown> {
  readonly kind: 'show';
  readonly draft: D;
  readonly messages: readonly Message[];
  /** What is sent with it. */
  readonly notices: readonly Notice[];
}

/** What the new account is to sign in with, and what this submit has proven already. */
export interface RegistrationOutcome {
  /** The account's id, where a key has learned it already as the handle it knows its person by. */
  readonly identityId?: string;
  readonly credentials: readonly NewCredential[];
  readonly authentication: Pick<AuthenticationMethod, 'method' | 'aal' | 'provider'>;
  /** Addresses among the traits that need no confirmation any more. */
  readonly verified?: readonly { readonly via: Via; readonly value: string }[];
  readonly metadataPublic?: unknown;
  readonly metadataAdmin?: unknown;
}

/**
 * A way to create an account with: a pure description, as in settings and login. Traits are the engine's (submit.ts).
 * `S` is its submission, `D` its draft.
 */
export interface RegistrationMethod<S = unknown, D = unknown> {
  readonly id: 'password' | 'webauthn' | 'passkey' | 'oidc' | 'code';
  readonly group: NodeGroup;
  /** Fields that claim a body without `method` when they are set, such as `passkey_register`. */
  readonly triggers: readonly string[];
  /** Where traits are asked for first, it stands beside them already: it may bring them. */
  readonly onFirstScreen?: boolean;
  enabled(config: Config): boolean;
  /** Flow types in which this configuration leaves it out, although it could serve them. */
  leavesOut?(config: Config, flowType: FlowType): boolean;
  render(view: RegistrationView<D>): RegistrationRendering<D>;
  /** Understands a body: types and shape only. @throws ValidationError */
  parse(body: Fields, view: RegistrationView<D>): S;
  /** What its draft becomes when a submit to it is refused; left out: it stays. A challenge, for one, is good for one answer. */
  afterRefusal?(draft: D, body: Fields, config: Config): D;
  /** Traits that are there already, and count as the person's own even where they could not send them. */
  given?(draft: D | undefined): Traits | undefined;
  /** What an app has brought from elsewhere itself; undefined: nothing. @throws ValidationError */
  brings?(trip: RegistrationTrip<S, D>): Promise<Statement | undefined>;
  /** Leads elsewhere before any trait is asked for; undefined: not this time. @throws ValidationError */
  leave?(trip: RegistrationTrip<S, D>): Promise<{ readonly to: string; readonly draft: D } | undefined>;
  /** Takes up what has come back: somebody who has an account, or traits for a new one. @throws ValidationError */
  complete?(trip: RegistrationTrip<undefined, D>, statement: Statement): Promise<{ readonly kind: 'known' } | { readonly kind: 'traits'; readonly traits: Traits; readonly draft: D }>;
  /** Decides. @throws ValidationError for what belongs into the form. */
  submit(turn: RegistrationTurn<S, D>): Promise<RegistrationOutcome | RegistrationPause<D>>;
}

/** For lists of methods with their own submissions and drafts. */
// biome-ignore lint/suspicious/noExplicitAny: each method knows its own submission and draft; the engine passes them through.
export type AnyRegistrationMethod = RegistrationMethod<any, any>;

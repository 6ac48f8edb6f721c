import type { Config } from '../../config/config.ts';
import type { Breaches } from '../../crypto/passwords/breaches.ts';
import type { Hasher } from '../../crypto/passwords/hasher.ts';
import type { Sealer } from '../../crypto/seal.ts';
import type { FormIssue } from '../../errors.ts';
import type { Fields } from '../../http/body.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Account, Change } from '../../identity/identity.ts';
import type { Message } from '../../messages/message.ts';
import type { Providers, Statement } from '../../oidc/providers.ts';
import type { Source } from '../../schema/cast.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import type { ProposedAddress } from '../../schema/trait-edits.ts';
import type { AuthenticationMethod, Session } from '../../session/session.ts';
import type { Node, NodeGroup } from '../../ui/nodes.ts';
import type { FlowType } from '../flow.ts';
import type { PendingAddress } from '../pending-address.ts';

/** Everything a person can do in settings, each with its own need of assurance (SPEC §4). */
export type Operation =
  | 'profile.update'
  | 'profile.identifier'
  | 'password.set'
  | 'password.change'
  | 'password.remove'
  | 'totp.enrol'
  | 'totp.remove'
  | 'webauthn.add'
  | 'webauthn.remove'
  | 'webauthn.rename'
  | 'passkey.add'
  | 'passkey.remove'
  | 'passkey.rename'
  | 'lookup_secret.regenerate'
  | 'lookup_secret.confirm'
  | 'lookup_secret.reveal'
  | 'lookup_secret.disable'
  | 'oidc.link'
  | 'oidc.unlink';

export type MethodId = 'profile' | 'password' | 'totp' | 'webauthn' | 'passkey' | 'lookup_secret' | 'oidc' | 'code';

/** What a method sees when it renders. */
export interface View<D = unknown> {
  readonly config: Config;
  readonly flowType: FlowType;
  readonly account: Account;
  readonly schema: IdentitySchema;
  /** This method's part of the flow's draft, if it has kept one. */
  readonly draft: D | undefined;
  /** First and second factors usable now, over all methods: decides whether a removal is offered. */
  readonly usable: FactorCount;
  readonly now: number;
  /** Opens what the account and the draft hold sealed. */
  readonly sealer: Sealer;
  /** Something has just been saved: the form is made anew. */
  readonly saved?: boolean;
  /** How the body came: a form knows only text, JSON means what it says. */
  readonly source: Source;
  /** Addresses of theirs that wait to be proven. */
  readonly pending: readonly PendingAddress[];
  /** They came back through a mailbox, because they have lost what they sign in with. */
  readonly recovered: boolean;
}

export interface Rendering<D = unknown> {
  readonly nodes: readonly Node[];
  /** What must live until the submit: kept in the flow, sealed. The same draft in gives the same nodes out. */
  readonly draft?: D;
  /** Messages for the whole form, such as «your account lacks a name for passkeys». */
  readonly messages?: readonly Message[];
  /** Stands behind all others in the form: what has just been asked for, such as fresh backup codes, is there in Kratos' clients. */
  readonly last?: boolean;
}

/** A body that this method has understood. */
export interface Submission {
  readonly operation: Operation;
}

/** What a method sees when it acts: the present account, its own draft, and help that needs no writing. */
export interface Turn<S extends Submission = Submission, D = unknown> extends View<D> {
  readonly submission: S;
  readonly session: Session;
  readonly hasher: Hasher;
  readonly breaches: Breaches;
  readonly flowId: string;
  /** For trips to providers. */
  readonly providers: Providers;
  /** Whoever is sent elsewhere can come back: a browser, or an app with an address to come back to. */
  readonly comesBack: boolean;
  /** When this person last took off an account at a provider: what was begun before is void. Milliseconds; 0: not lately. */
  unlinkedAt(provider: string): Promise<number>;
}

/** An account elsewhere that was proven in a browser without the app's session. */
export interface Waiting {
  readonly statement: Statement;
  /** SHA-256 of the code that the browser was sent to the app with. */
  readonly code: string;
  /** When the trip began. */
  readonly startedAt: number;
}

export type Outcome<D = unknown> =
  /**
   * Apply the changes and answer with success. `authentication`: a factor that this submit has proven. `taken`: what to say
   * when a name that the changes need is somebody else's; left out: that a sign-in name is. `issue`: the method that has
   * something to show because of it, if it wants to. `ends`: providers to which no trip that is under way may end well any more.
   */
  | {
      readonly kind: 'save';
      readonly changes: readonly Change[];
      readonly authentication?: Pick<AuthenticationMethod, 'method' | 'aal' | 'provider'>;
      readonly draft?: D | null;
      readonly taken?: FormIssue;
      readonly issue?: MethodId;
      readonly ends?: readonly string[];
    }
  /** Something becomes of addresses that wait to be proven: new ones do, one is mailed again, one is forgotten. Nothing is saved. */
  | { readonly kind: 'pending'; readonly propose: readonly ProposedAddress[] /** By node name, what was typed. */; readonly typed: Readonly<Record<string, unknown>> }
  | { readonly kind: 'pending'; readonly propose?: undefined; readonly which: PendingAddress; readonly step: 'resend' | 'cancel' }
  /** Stay on the form, with another draft to show. Nothing is saved. */
  | { readonly kind: 'show'; readonly draft: D | null; readonly messages?: readonly Message[] }
  /** Off to a provider; the answer comes back through a callback. */
  | { readonly kind: 'leave'; readonly to: string; readonly draft?: D };

/**
 * A method of the settings flow: a pure description. It touches no HTTP, database, CSRF, session, hook or
 * re-authentication; the engine (submit.ts) does, in one order for all. `S` is its submission, `D` its draft.
 */
export interface SettingsMethod<S extends Submission = Submission, D = unknown> {
  readonly id: MethodId;
  readonly group: NodeGroup;
  readonly operations: readonly Operation[];
  /** Fields that claim a body without `method` when they are set, such as `totp_unlink`. */
  readonly triggers: readonly string[];
  readonly flowTypes: readonly FlowType[];
  /** Whether a body that names this method without one of its triggers is a submit to it. */
  readonly byName: boolean;
  enabled(config: Config): boolean;
  /** Flow types in which this configuration leaves it out, although it could serve them. */
  leavesOut?(config: Config, flowType: FlowType): boolean;
  /** What the person could really use now to sign in (first) or step up (second) with this method. */
  countUsable(account: Account, config: Config): FactorCount;
  render(view: View<D>): Rendering<D>;
  /**
   * Understands a body. Types and shape only, and for traits the identity schema: nothing secret is compared here.
   * @throws ValidationError
   */
  parse(body: Fields, view: View<D>): S;
  /** By node name, what to show again when the submit is refused: never secrets. `null` shows a node as emptied. */
  echo?(body: Fields, view: View<D>): Readonly<Record<string, unknown>>;
  /** What its draft becomes when a submit to it is refused; left out: it stays. A challenge, for one, is good for one answer. */
  afterRefusal?(draft: D, body: Fields, config: Config): D;
  /** A draft to show after another method's save: backup codes for whoever has their first authenticator app. */
  issue?(view: View<D>): D | undefined;
  /** Its second factors only stand in for others: they are void without one, and go with the last. */
  readonly standsIn?: boolean;
  /** Whether this submit tries something that could be guessed, which is counted. */
  guesses?(submission: S): boolean;
  /** Whether the submit itself proves anew that it is this person (a right `current_password`). @throws ValidationError if it tries and fails. */
  reauthenticates?(turn: Turn<S, D>): Promise<boolean>;
  /** Decides. @throws ValidationError for what belongs into the form. */
  submit(turn: Turn<S, D>): Promise<Outcome<D>>;
  /** Decides on what has come back from where `leave` has led. @param startedAt when the trip began, in milliseconds @throws ValidationError */
  complete?(turn: Turn<Submission, D>, statement: Statement, startedAt: number): Promise<Outcome<D>>;
  /** The draft of an app's form in which an account elsewhere waits for the app to bring the code (its SHA-256). */
  waits?(draft: D | undefined, waiting: Waiting): D;
}

/** For lists of methods with their own submissions and drafts. */
// biome-ignore lint/suspicious/noExplicitAny: each method knows its own submission and draft; the engine passes them through.
export type AnySettingsMethod = SettingsMethod<any, any>;

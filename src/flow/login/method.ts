import type { Config } from '../../config/config.ts';
import type { Notice } from '../../courier/outbox.ts';
import type { Hasher } from '../../crypto/passwords/hasher.ts';
import type { Sealer } from '../../crypto/seal.ts';
import type { Fields } from '../../http/body.ts';
import type { FormerSystem } from '../../identity/former-system.ts';
import type { Aal, Account, Change } from '../../identity/identity.ts';
import type { Message } from '../../messages/message.ts';
import type { Providers, Statement } from '../../oidc/providers.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import type { AuthenticationMethod } from '../../session/session.ts';
import type { Node, NodeGroup } from '../../ui/nodes.ts';
import type { FlowType } from '../flow.ts';

/** What a method sees when it renders. */
export interface LoginView<D = unknown> {
  readonly config: Config;
  readonly flowType: FlowType;
  /** The level that is asked for: `aal1` means a first factor, `aal2` a second one. */
  readonly aal: Aal;
  /** Whose session is to be refreshed or raised; undefined when anybody may sign in. */
  readonly account: Account | undefined;
  /** This method's part of the flow's draft, if it has kept one. */
  readonly draft: D | undefined;
  readonly now: number;
}

export interface LoginRendering<D = unknown> {
  readonly nodes: readonly Node[];
  /** Asks for the field `identifier`, which all methods share; `value`: it is known and not to be typed. */
  readonly identifier?: { readonly value?: string; readonly webauthn?: boolean; readonly required?: boolean; readonly group?: NodeGroup };
  /** The form is this method's alone: it waits for the answer to what it has asked. */
  readonly alone?: boolean;
  /** Nobody has said their name yet: this form asks for it, and others show only what they have beside that. */
  readonly asksName?: boolean;
  /** What this method has in a form that asks for the name first; left out: nothing. */
  readonly besideName?: readonly Node[];
  /** Somebody has said their name, and this is what they can sign in with. */
  readonly ways?: readonly Way[];
  /** What must live until the submit: kept in the flow, sealed. The same draft in gives the same nodes out. */
  readonly draft?: D;
}

/** A method that an account can sign in with; `provider`: at that provider. */
export interface Way {
  readonly method: string;
  readonly provider?: string;
}

/** What a method sees when it acts. It reads identities through what it is given here, and writes nothing. */
export interface LoginTurn<S, D = unknown> extends LoginView<D> {
  readonly submission: S;
  readonly hasher: Hasher;
  /** Asked about passwords that were never brought here. */
  readonly formerSystem: FormerSystem;
  /** Opens what the account holds sealed. */
  readonly sealer: Sealer;
  /** Who has this login identifier, however it is written. */
  findByIdentifier(identifier: string): Promise<Account | undefined>;
  /** Whose security key or passkey has this credential id (base64url). */
  findByKey(credentialId: string): Promise<Account | undefined>;
  /** What the traits of an account follow. */
  schemaOf(account: Account): IdentitySchema;
  /** Who has linked this account at a provider. */
  findByLink(provider: string, subject: string): Promise<Account | undefined>;
  /** What somebody can begin with who has said this name. */
  waysOf(account: Account, name: string): readonly Way[];
  readonly flowId: string;
  /** For trips to providers. */
  readonly providers: Providers;
  /** Whoever is sent elsewhere can come back: a browser, or an app with a code to come back with. */
  readonly comesBack: boolean;
}

export type LoginOutcome<D = unknown> =
  /** The person is who they say. `changes`: what goes with it, such as a used code or a hash of today's cost. `mailbox`: an address that was proven with it. */
  | {
      readonly kind: 'proven';
      readonly account: Account;
      readonly authentication: Pick<AuthenticationMethod, 'method' | 'aal' | 'provider'>;
      readonly changes?: readonly Change[];
      readonly mailbox?: string;
    }
  /** Stay on the form, with another draft to show: a code is on its way. `reload`: a page loads the form anew, even one that submits by script. `notices`: what is sent with it. `anew`: other methods forget what they have asked. */
  | {
      readonly kind: 'show';
      readonly draft: D;
      readonly messages?: readonly Message[];
      readonly reload?: boolean;
      readonly state?: 'sent_email' | 'choose_method';
      readonly anew?: true;
      readonly notices?: readonly Notice[];
    }
  /** Off to a provider; the answer comes back through a callback. */
  | { readonly kind: 'leave'; readonly to: string; readonly draft?: D };

/** An account elsewhere that nobody here has. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly statement: Statement;
}

/**
 * A way to sign in: a pure description, as in settings. It touches no HTTP, database, CSRF, session or hook; the engine
 * (submit.ts) does, in one order for all. `S` is its submission, `D` its draft.
 */
export interface LoginMethod<S = unknown, D = unknown> {
  readonly id: AuthenticationMethod['method'] | 'identifier_first';
  readonly group: NodeGroup;
  /** Fields that claim a body without `method` when they are set, such as `passkey_login`. */
  readonly triggers: readonly string[];
  /** What it asks for could be guessed, so tries are counted: those for the `name` that is typed, or those with this factor of the `person` who has a session. */
  readonly guesses?: 'name' | 'person';
  /** Whether the configuration has it, and it can give the level that is asked for. */
  enabled(config: Config, aal: Aal): boolean;
  /** Flow types in which this configuration leaves it out, although it could serve them. */
  leavesOut?(config: Config, flowType: FlowType): boolean;
  /** For a known person, only what they have; no nodes: not offered. */
  render(view: LoginView<D>): LoginRendering<D>;
  /** Whether it can do something with this name of an account that it renders nodes for; left out: with every name. */
  serves?(account: Account, name: string, config: Config): boolean;
  /** Understands a body: types and shape only. @throws ValidationError */
  parse(body: Fields, view: LoginView<D>): S;
  /** Whether the name that was typed stands in the form again after a refusal; left out: it does. */
  keepsIdentifier?(config: Config): boolean;
  /** What its draft becomes when a submit to it is refused; left out: it stays. A challenge, for one, is good for one answer. */
  afterRefusal?(draft: D, body: Fields, config: Config): D;
  /** Decides. Takes as long for somebody unknown as for somebody known. @throws ValidationError for what belongs into the form. */
  submit(turn: LoginTurn<S, D>): Promise<LoginOutcome<D> | Unknown>;
  /** Decides on what has come back from where `leave` has led; `unknown`: nobody here has that account. @throws ValidationError */
  complete?(turn: LoginTurn<undefined, D>, statement: Statement): Promise<LoginOutcome<D> | Unknown>;
  /** The draft of a form in which an account elsewhere waits for its person to sign in by the name they have here. */
  waits?(waiting: { readonly statement: Statement; readonly conflict: string; readonly startedAt: number }): D;
  /** What else a sign-in by any method changes because of what waits in this form. @param login the names of the account @throws ValidationError if it waits for somebody else */
  joins?(
    view: { readonly draft: D | undefined; readonly sealer: Sealer; unlinkedAt(identityId: string, provider: string): Promise<number> },
    account: Account,
    login: readonly string[],
  ): Promise<readonly Change[]>;
}

/** For lists of methods with their own submissions and drafts. */
// biome-ignore lint/suspicious/noExplicitAny: each method knows its own submission and draft; the engine passes them through.
export type AnyLoginMethod = LoginMethod<any, any>;

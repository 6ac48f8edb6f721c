import type { Core } from '../../core.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Aal, Account } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import type { AuthenticationMethod, Session, SignedIn } from '../../session/session.ts';
import type { Flow } from '../flow.ts';
import type { TransientPayload } from '../happening.ts';
import type { TokenExchange } from '../returning.ts';
import type { AnyLoginMethod } from './method.ts';

/** What the login flow works with: the rest of the server, and the methods in their order. */
export interface LoginEngine {
  readonly core: Core;
  readonly methods: readonly AnyLoginMethod[];
}

/** What a login flow keeps besides what all flows keep. */
export interface LoginContext {
  /** The person has a session and is asked to prove anew who they are. */
  readonly refresh: boolean;
  /** `aal2`: the person has a session and is asked for a second factor. */
  readonly aal: Aal;
  /** `aal2`: the session that is to be raised, and with what it was made. */
  readonly raises?: { readonly session: string; readonly firsts: readonly AuthenticationMethod['method'][] };
  /** Which browser started it (http/csrf.ts). */
  readonly browser?: string;
  /** For a native app that comes back from a provider (flow/returning.ts). */
  readonly exchange?: TokenExchange;
  /** The method of the last submit. */
  readonly active?: string;
}

/** Its `identityId` is whose session is to be refreshed or raised; null: anybody may sign in. */
export type LoginFlow = Flow<LoginContext>;

/** What a flow keeps of the session that it is to raise. */
export const raisedBy = ({ id, methods }: Session): NonNullable<LoginContext['raises']> => ({ session: id, firsts: methods.filter(({ aal }) => aal === 'aal1').map(({ method }) => method) });

/** `passed_challenge`: somebody has signed in with it, and nobody will again. */
export const COMPLETED = 'passed_challenge';

/** What stays said until somebody has signed in: that an account elsewhere waits in this form to be linked. */
export const standing = ({ form }: LoginFlow): readonly Message[] => form.messages.filter(({ id }) => id === m.loginLinkNotice.id || id === m.loginLinkThen.id);

/** One submit, with all that is known about it. */
export interface Submit {
  readonly engine: LoginEngine;
  readonly exchange: Exchange;
  /** The person comes back from a provider: whatever the flow's type, it is a browser that is answered. */
  readonly arrives?: boolean;
  readonly flow: LoginFlow;
  /** Who is asked to prove anew who they are; undefined: anybody may sign in. */
  readonly person: Account | undefined;
  /** Who has a session already. */
  readonly signedIn: SignedIn | undefined;
  readonly json: boolean;
  /** What was sent along for hooks. */
  readonly transientPayload?: TransientPayload | undefined;
}

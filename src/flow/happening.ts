import type { Write } from '../db/database.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Aal, Account } from '../identity/identity.ts';
import type { Session } from '../session/session.ts';
import type { Flow } from './flow.ts';

/** What a flow is about to have done. Whatever follows from it (mail, hooks, records) is decided on this alone. */
export interface Happening {
  readonly flow: Pick<Flow, 'id' | 'kind' | 'type' | 'requestUrl' | 'issuedAt' | 'expiresAt'>;
  /** The method that did it, by its wire name. */
  readonly method: string;
  /** In settings, what was done with it, such as `totp.remove`; missing when a submit was only repeated. */
  readonly operation?: string;
  /** In a login, the level that was asked for. */
  readonly aal?: Aal;
  /** None: the account is new. */
  readonly before: Account | undefined;
  readonly after: Account;
  /** The session that the person goes on with, as it is afterwards. */
  readonly session: Session | undefined;
  readonly exchange: Exchange;
  /** The submit has asked for an end of all other sessions of the person. */
  readonly endsOthers?: boolean;
  /** What the client has sent along for hooks alone (`transient_payload`). */
  readonly transientPayload?: TransientPayload | undefined;
}

export type TransientPayload = Readonly<Record<string, unknown>>;

/** A submit that was only repeated: it has been done, and all that follows from it. */
export const isRepetition = ({ flow, operation }: Happening): boolean => flow.kind === 'settings' && operation === undefined;

/** What follows from it. */
export interface Consequences {
  /** To be written with the change, behind it. */
  readonly writes: readonly Write[];
  /** `continue_with` of the answer. */
  readonly continueWith: readonly unknown[];
  /** Where a browser goes instead of its usual way, if the configuration wants it to. */
  readonly page?: string | undefined;
}

import type { Core } from '../../core.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Account } from '../../identity/identity.ts';
import type { Session } from '../../session/session.ts';
import type { Flow } from '../flow.ts';
import type { Paused } from '../paused.ts';
import type { PendingAddress } from '../pending-address.ts';
import type { AnySettingsMethod } from './method.ts';

/** What the settings flow works with: the rest of the server, and the methods in their order. */
export interface SettingsEngine {
  readonly core: Core;
  readonly methods: readonly AnySettingsMethod[];
}

/** What a settings flow keeps besides what all flows keep. */
export interface SettingsContext {
  /** The session its draft was made for: no other is shown it, or may use it. */
  readonly session: string;
  /** The method whose answer from elsewhere came last. */
  readonly active?: string;
  /** The last submit that was applied: the same body again is answered the same, and applied no second time. */
  readonly applied?: { readonly digest: string; readonly version: number; readonly method: string };
}

export type SettingsFlow = Flow<SettingsContext>;

/** One submit, with all that is known about it. */
export interface Submit {
  readonly engine: SettingsEngine;
  readonly exchange: Exchange;
  readonly flow: SettingsFlow;
  readonly person: Person;
  /** What waits in this flow for its person to come back. */
  readonly waiting: Paused | undefined;
  /** Whether the answer is JSON. */
  readonly json: boolean;
}

/** The person at the form: who they are, what they have, and the session that proves it. */
export interface Person {
  readonly account: Account;
  readonly session: Session;
  /** Addresses of theirs that wait to be proven. */
  readonly pending: readonly PendingAddress[];
}

import type { Config } from '../../config/config.ts';
import type { Core } from '../../core.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Traits } from '../../identity/identity.ts';
import type { Flow } from '../flow.ts';
import type { TransientPayload } from '../happening.ts';
import type { TokenExchange } from '../returning.ts';
import type { AnyRegistrationMethod } from './method.ts';

/** What the registration flow works with: the rest of the server, and the methods in their order. */
export interface RegistrationEngine {
  readonly core: Core;
  readonly methods: readonly AnyRegistrationMethod[];
}

/** What a registration flow keeps besides what all flows keep. */
export interface RegistrationContext {
  readonly screen: Screen;
  /** What was typed so far, valid or not: shown again, and kept from the first screen to the second. */
  readonly typed: Traits;
  /** Which browser started it (http/csrf.ts). */
  readonly browser?: string;
  /** For a native app that comes back from a provider (flow/returning.ts). */
  readonly exchange?: TokenExchange;
  /** The method of the last submit. */
  readonly active?: string;
}

/** First the traits, then how to sign in; or everything at once. */
export type Screen = 'profile' | 'credential' | 'everything';

export type RegistrationFlow = Flow<RegistrationContext>;

/** `passed_challenge`: an account was made with it, and no other will be. */
export const COMPLETED = 'passed_challenge';

export const firstScreen = ({ selfservice: { flows } }: Config): Screen => (flows.registration.style === 'profile_first' && !flows.registration.enable_legacy_one_step ? 'profile' : 'everything');

/** One submit, with all that is known about it. */
export interface Submit {
  readonly engine: RegistrationEngine;
  readonly exchange: Exchange;
  /** The person comes back from a provider: whatever the flow's type, it is a browser that is answered. */
  readonly arrives?: boolean;
  readonly flow: RegistrationFlow;
  readonly json: boolean;
  /** What was sent along for hooks. */
  readonly transientPayload?: TransientPayload | undefined;
}

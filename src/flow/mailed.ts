import type { Config } from '../config/config.ts';
import type { Core } from '../core.ts';
import type { Notice } from '../courier/outbox.ts';
import type { Write } from '../db/database.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Account } from '../identity/identity.ts';
import type { Message } from '../messages/message.ts';
import type { Flow, FlowType } from './flow.ts';
import type { TransientPayload } from './happening.ts';
import type { Proof, Use } from './mailed-proof.ts';

/** What recovery and verification keep: both send something to a mailbox and wait for it to come back. */
export interface MailedContext {
  readonly use: Use;
  /** Where something was sent; undefined before. */
  readonly sent?: Sent;
  /** Wrong answers so far: there are `max_submissions` of them for a flow. */
  readonly wrong: number;
  /** Which browser started it (http/csrf.ts). */
  readonly browser?: string;
  /** An administrator made it, so no browser holds a token for it yet. */
  readonly byAdmin?: true;
  /** The change of address that waits for this proof (flow/pending-address.ts): what is mailed goes to that address alone. */
  readonly change?: string;
  /** Where it has led, and for whom, so that a second click leads there, too. */
  readonly led?: { readonly session: string; readonly settings: string };
}

export interface Sent {
  /** As it is shown again, or a phone's number; none if an administrator hands the code over. */
  readonly email?: string;
  /** Undefined: nobody has this address, and nothing was sent that could come back. */
  readonly proof?: Proof & { readonly identityId: string };
}

export type MailedFlow = Flow<MailedContext>;

export const COMPLETED = 'passed_challenge';

/** One submit that carries the right code or token. */
export interface Proven {
  readonly core: Core;
  readonly exchange: Exchange;
  readonly flow: MailedFlow;
  readonly account: Account;
  readonly json: boolean;
  /** What was sent along for hooks. */
  readonly transientPayload: TransientPayload | undefined;
  /** What kind of client goes on from here: a link that was opened has come to a browser. */
  readonly client: FlowType;
}

/** In what the two differ. */
export interface Mailed {
  readonly kind: 'recovery' | 'verification';
  /** Asks whoever is to be asked before a flow starts. @returns what is written with it @throws ApiError */
  before(core: Core, started: { readonly flow: MailedFlow; readonly exchange: Exchange }): Promise<readonly Write[]>;
  /** Who has this address, and may be sent something. */
  find(email: string, core: Core, flow: MailedFlow): Promise<Account | undefined>;
  /** Whether what was sent there still says anything of this account: it may have another address by now. */
  isStillOf(account: Account, flow: MailedFlow): boolean;
  notice(to: string, secret: string, account: Account | undefined, flow: MailedFlow, config: Config): Notice;
  /** What is written with the mail. */
  alongside(account: Account, email: string, core: Core, flow: MailedFlow): Promise<readonly Write[]>;
  /** Carries out what the proof is for. */
  pass(proven: Proven): Promise<Answer>;
  /** A submit to a flow that has done its work. */
  replay(submit: { readonly core: Core; readonly exchange: Exchange; readonly flow: MailedFlow; readonly json: boolean }): Promise<Answer>;
  readonly says: {
    readonly codeSent: () => Message;
    readonly linkSent: () => Message;
    readonly codeInvalid: () => Message;
    readonly linkInvalid: () => Message;
    readonly noStrategy: () => Message;
  };
}

export const lifespanOf = (use: Use, { selfservice: { methods } }: Config): number => methods[use].config.lifespan;

import type { Core } from '../core.ts';
import { retrying } from '../db/database.ts';
import { apiErrors, ValidationError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Traits } from '../identity/identity.ts';
import { m } from '../messages/catalogue.ts';
import { type Attempt, answers } from '../oidc/attempt.ts';
import type { Statement } from '../oidc/providers.ts';
import type { Flow, FlowType } from './flow.ts';
import type { TransientPayload } from './happening.ts';
import { updateFlow } from './store.ts';

/** A person who comes back from a provider, and what they bring along. */
export interface Back {
  readonly flowId: string;
  /** The provider that the address names. */
  readonly provider: string | undefined;
  readonly state: string;
  readonly brought: URLSearchParams;
}

/** The method that leads people to providers; its draft holds the attempt that is under way. */
export const AWAY = 'oidc';
export interface Away {
  readonly attempt?: Attempt;
  /** What the submit that led away brought for hooks. */
  readonly transientPayload?: TransientPayload;
}

/** The draft of a method that leads elsewhere, with what is needed when they come back. */
export const awayWith = (draft: unknown, transientPayload: TransientPayload | undefined): unknown => (transientPayload === undefined ? draft : { ...(draft as Away), transientPayload });
export const payloadOf = ({ draft }: Pick<Flow, 'draft'>): TransientPayload | undefined => (draft[AWAY] as Away | undefined)?.transientPayload;

/** What one flow leaves to another: what came back turned out to be about something else than what was begun. */
export interface HandOver {
  readonly to: 'login' | 'registration';
  readonly statement: Statement;
  /** When it was begun, in milliseconds. */
  readonly startedAt: number;
  /** The flow that goes on with it; left out: a new one. */
  readonly flowId?: string;
  /** Nobody comes back: somebody has brought a token in a submit, and is answered as any submit is. */
  readonly submits?: boolean;
  /** Traits that were sent with it. */
  readonly traits?: Traits;
  /** The name by which the person has an account already that they must sign in to first. */
  readonly conflict?: string;
  readonly from: { readonly type: FlowType; readonly requestUrl: string; readonly browser?: string; readonly exchange?: TokenExchange; readonly transientPayload?: TransientPayload | undefined };
}

/** What a flow leaves of itself to the one that goes on. */
export const leavingOf = (
  { type, requestUrl, context: { browser, exchange } }: Pick<Flow<{ readonly browser?: string; readonly exchange?: TokenExchange }>, 'type' | 'requestUrl' | 'context'>,
  transientPayload: TransientPayload | undefined,
): HandOver['from'] => ({ type, requestUrl, ...(browser === undefined ? {} : { browser }), ...(exchange === undefined ? {} : { exchange }), transientPayload });

/** What a native app holds: with both codes, and only once, it gets the session (SHA-256 of each). */
export interface TokenExchange {
  readonly init: string;
}

/** What a flow does with somebody who comes back to it. */
export type Arrive = (exchange: Exchange, back: Back) => Promise<Answer | HandOver>;
/** What a flow does with what another one leaves to it. */
export type TakeOver = (exchange: Exchange, handOver: HandOver) => Promise<Answer | HandOver>;

export type TakeOvers = Readonly<Record<HandOver['to'], TakeOver>>;

const isHandOver = (result: Answer | HandOver): result is HandOver => 'statement' in result;

/** One flow may leave it to the other, and that one find that things have changed meanwhile; no more than that. */
export async function settled(takeOver: TakeOvers, exchange: Exchange, found: Answer | HandOver): Promise<Answer> {
  let result = found;
  for (let hops = 0; isHandOver(result); hops += 1) {
    if (hops === 2) throw apiErrors.conflict('This account has changed at the same moment. Start again.');
    result = await takeOver[result.to](exchange, result);
  }
  return result;
}

/**
 * Runs the steps of a flow that `open` opens with all of its checks, each as often as it loses a race.
 * @param open gives an answer where it does not come to a step @param refuse shows what a step finds wrong in the form
 */
export const stepsOf =
  <S extends object, R extends object>(open: () => Promise<S | Answer>, refuse: (submit: S, error: ValidationError) => Promise<Answer>) =>
  (step: (submit: S) => Promise<R | undefined>): Promise<R | Answer | undefined> =>
    retrying(async () => {
      const submit = await open();
      if (isAnswer(submit)) return submit;
      try {
        return await step(submit);
      } catch (error) {
        if (error instanceof ValidationError) return refuse(submit, error);
        throw error;
      }
    });

const isAnswer = (opened: object): opened is Answer => 'status' in opened && 'headers' in opened;

/**
 * The one order in which an answer is taken up, in every flow: the attempt is taken out of the flow, for good; the provider
 * is asked, once; then the flow decides, as often as it loses a race. @param run runs a step (`stepsOf`)
 */
export async function takeUp<S extends { readonly flow: Flow }, R extends object>(
  core: Core,
  back: Back,
  run: (step: (submit: S) => Promise<R | undefined>) => Promise<R | undefined>,
  complete: (submit: S, statement: Statement, attempt: Attempt) => Promise<R>,
): Promise<R> {
  let attempt: Attempt | undefined;
  const refused = await run(async ({ flow }) => {
    const away = flow.draft[AWAY] as Away | undefined;
    if (away?.attempt === undefined || !answers(away.attempt, back.state, back.provider, core.clock.now())) throw used(core);
    const { attempt: taken, ...rest } = away;
    await core.db.write([updateFlow({ ...flow, draft: { ...flow.draft, [AWAY]: rest } }, core.sealer)]);
    attempt = taken;
    return undefined;
  });
  if (refused !== undefined || attempt === undefined) return refused ?? nothing();
  const trip = attempt;
  const said = await core.providers.finish(trip, back.state, back.brought).catch((error: unknown) => {
    if (error instanceof ValidationError) return error;
    throw error;
  });
  const done = await run((submit) => {
    if (said instanceof ValidationError) throw said;
    return complete(submit, said, trip);
  });
  return done ?? nothing();
}

/** Kratos sends whoever comes twice to the error page. */
const used = ({ config }: Core): Error =>
  config.preset === 'kratos' ? apiErrors.badRequest('This answer of a provider was used already, took too long, or belongs elsewhere.') : new ValidationError({ message: m.providerAnswerUsed() });

function nothing(): never {
  throw new Error('a step of coming back gave no answer');
}

import type { LoginFlow, Submit } from './context.ts';
import type { AnyLoginMethod, LoginTurn } from './method.ts';
import { viewOf, waysOf } from './render.ts';

/** What a method sees when it acts. */
export function turnOf<S>({ engine, flow, person }: Submit, method: AnyLoginMethod, submission: S): LoginTurn<S> {
  const { hasher, formerSystem, sealer, accounts, schemas, providers } = engine.core;
  return {
    ...viewOf(engine, flow, person, method),
    submission,
    hasher,
    formerSystem,
    sealer,
    findByIdentifier: accounts.byIdentifier,
    findByKey: accounts.byKey,
    findByLink: accounts.byLink,
    schemaOf: ({ identity }) => schemas.get(identity.schemaId),
    providers,
    waysOf: waysOf(engine, flow),
    flowId: flow.id,
    comesBack: comesBack(flow),
  };
}

/** A browser comes back with its cookies, an app only with a code. */
const comesBack = ({ type, context }: LoginFlow): boolean => type === 'browser' || context.exchange !== undefined;

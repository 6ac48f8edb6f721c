import type { Core } from '../../core.ts';
import type { Route } from '../../http/router.ts';
import { settled, type TakeOvers } from '../returning.ts';
import type { RegistrationEngine } from './context.ts';
import { fetchRegistration } from './fetch.ts';
import { initRegistration } from './init.ts';
import type { AnyRegistrationMethod } from './method.ts';
import { submitRegistration } from './submit.ts';

/** @param takeOver where a submit leads that turns out to be about another flow */
export function registrationRoutes(core: Core, methods: readonly AnyRegistrationMethod[], takeOver: TakeOvers): Route[] {
  const engine: RegistrationEngine = { core, methods };
  return [
    { method: 'GET', path: '/self-service/registration/api', errors: 'json', answer: (exchange) => initRegistration(engine, exchange, 'api') },
    { method: 'GET', path: '/self-service/registration/browser', answer: (exchange) => initRegistration(engine, exchange, 'browser') },
    { method: 'GET', path: '/self-service/registration/flows', errors: 'json', answer: (exchange) => fetchRegistration(engine, exchange) },
    { method: 'POST', path: '/self-service/registration', answer: async (exchange) => settled(takeOver, exchange, await submitRegistration(engine, exchange)) },
  ];
}

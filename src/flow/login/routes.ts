import type { Core } from '../../core.ts';
import type { Route } from '../../http/router.ts';
import { settled, type TakeOvers } from '../returning.ts';
import type { LoginEngine } from './context.ts';
import { fetchLogin } from './fetch.ts';
import { initLogin } from './init.ts';
import type { AnyLoginMethod } from './method.ts';
import { submitLogin } from './submit.ts';

/** @param takeOver where a submit leads that turns out to be about another flow */
export function loginRoutes(core: Core, methods: readonly AnyLoginMethod[], takeOver: TakeOvers): Route[] {
  const engine: LoginEngine = { core, methods };
  return [
    { method: 'GET', path: '/self-service/login/api', errors: 'json', answer: (exchange) => initLogin(engine, exchange, 'api') },
    { method: 'GET', path: '/self-service/login/browser', answer: (exchange) => initLogin(engine, exchange, 'browser') },
    { method: 'GET', path: '/self-service/login/flows', errors: 'json', answer: (exchange) => fetchLogin(engine, exchange) },
    { method: 'POST', path: '/self-service/login', answer: async (exchange) => settled(takeOver, exchange, await submitLogin(engine, exchange)) },
  ];
}

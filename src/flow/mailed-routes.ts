import type { Core } from '../core.ts';
import type { Route } from '../http/router.ts';
import type { Mailed } from './mailed.ts';
import { fetchMailed, initMailed } from './mailed-start.ts';
import { submitMailed } from './mailed-submit.ts';

export const mailedRoutes = (core: Core, mailed: Mailed): Route[] => [
  { method: 'GET', path: `/self-service/${mailed.kind}/api`, errors: 'json', answer: (exchange) => initMailed(core, mailed, exchange, 'api') },
  { method: 'GET', path: `/self-service/${mailed.kind}/browser`, answer: (exchange) => initMailed(core, mailed, exchange, 'browser') },
  { method: 'GET', path: `/self-service/${mailed.kind}/flows`, errors: 'json', answer: (exchange) => fetchMailed(core, mailed, exchange) },
  { method: 'POST', path: `/self-service/${mailed.kind}`, answer: (exchange) => submitMailed(core, mailed, exchange) },
  { method: 'GET', path: `/self-service/${mailed.kind}`, answer: (exchange) => submitMailed(core, mailed, exchange) },
];

import type { Route } from '../../http/router.ts';
import type { SettingsEngine } from './engine.ts';
import { fetchSettings } from './fetch.ts';
import { initSettings } from './init.ts';
import { submitSettings } from './submit.ts';

export const settingsRoutes = (engine: SettingsEngine): Route[] => [
  { method: 'GET', path: '/self-service/settings/api', answer: (exchange) => initSettings(engine, exchange, 'api') },
  { method: 'GET', path: '/self-service/settings/browser', answer: (exchange) => initSettings(engine, exchange, 'browser') },
  { method: 'GET', path: '/self-service/settings/flows', answer: (exchange) => fetchSettings(engine, exchange) },
  { method: 'POST', path: '/self-service/settings', answer: (exchange) => submitSettings(engine, exchange) },
  { method: 'GET', path: '/self-service/settings', answer: (exchange) => submitSettings(engine, exchange) },
];

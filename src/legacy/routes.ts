import type { Config } from '../config/config.ts';
import { isUuid } from '../crypto/random.ts';
import { ApiError, apiErrors } from '../errors.ts';
import type { SettingsEngine } from '../flow/settings/engine.ts';
import { fetchSettings } from '../flow/settings/fetch.ts';
import { initSettings } from '../flow/settings/init.ts';
import { submitSettings } from '../flow/settings/submit.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { addressThen, PATHS, TODAY } from './addresses.ts';
import { payloadOf } from './payload.ts';

/**
 * Version 0.2 of the settings flow for pages of that time (seed 003; `selfservice.legacy_v0_2`). It decides nothing: a request
 * becomes one of today, and what is answered becomes an answer of then. It knew browsers only, so they are always redirected.
 */
export function legacyRoutes(engine: SettingsEngine): Route[] {
  const { config } = engine.core;
  if (!config.selfservice.legacy_v0_2) return [];
  const submit = (exchange: Exchange): Promise<Answer> => submitSettings(engine, exchange.asPage(`${TODAY.submit}?flow=${requestOf(exchange)}`, { method: 'profile' }));
  return [
    { method: 'GET', path: PATHS.start, answer: inThatTime(config, (exchange) => initSettings(engine, exchange.asPage(PATHS.start + exchange.url.search), 'browser')) },
    { method: 'POST', path: PATHS.profile, answer: inThatTime(config, submit) },
    // Back from signing in again: what was posted has waited.
    { method: 'GET', path: PATHS.profile, answer: inThatTime(config, submit) },
    {
      method: 'GET',
      path: PATHS.payload,
      errors: 'json',
      answer: inThatTime(config, async (exchange) => {
        const { body } = await fetchSettings(engine, exchange.asPage(`${TODAY.fetch}?id=${requestOf(exchange)}`));
        return json(payloadOf(JSON.parse(String(body)), config));
      }),
    },
  ];
}

function requestOf(exchange: Exchange): string {
  const id = exchange.query('request') ?? '';
  if (!isUuid(id)) throw apiErrors.badRequest('The request query parameter is missing or malformed.');
  return id;
}

/** Wherever an answer or an error leads, it leads there as it did then. */
function inThatTime(config: Config, answer: (exchange: Exchange) => Promise<Answer>): Route['answer'] {
  return async (exchange) => {
    try {
      const given = await answer(exchange);
      const { location } = given.headers;
      return location === undefined ? given : { ...given, headers: { ...given.headers, location: addressThen(location, config) } };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { message, cause, redirect } = error;
      const led = redirect === undefined ? undefined : addressThen(redirect, config);
      throw new ApiError(error.code, { ...error, message, cause, redirect: led, extra: translated(error.extra, config), details: translated(error.details, config) });
    }
  };
}

const translated = (said: Record<string, unknown> | undefined, config: Config): Record<string, unknown> | undefined =>
  said && Object.fromEntries(Object.entries(said).map(([key, value]) => [key, typeof value === 'string' ? addressThen(value, config) : value]));

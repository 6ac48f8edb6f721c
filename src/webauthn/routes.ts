import type { Config } from '../config/config.ts';
import { sha256url } from '../crypto/digest.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { type KeyType, relyingParty } from './relying-party.ts';
import { SCRIPT_PATH, script } from './script.ts';

/** Pages on other origins load it with an integrity attribute, which needs their origin to be let in. */
const SCRIPT_HEADERS = {
  'content-type': 'text/javascript; charset=UTF-8',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  // Asked for anew each time: an old copy would not fit the integrity that a newer server writes into its nodes.
  'cache-control': 'public, no-cache',
  etag: `"${sha256url(script.toString('utf8'))}"`,
};

function scriptAnswer(exchange: Exchange): Answer {
  const isKnown = exchange.header('if-none-match') === SCRIPT_HEADERS.etag;
  return { status: isKnown ? 304 : 200, headers: SCRIPT_HEADERS, body: isKnown ? null : script };
}

/** What browsers and password managers ask of a site that takes keys; nothing where both methods are off. */
export function webauthnRoutes(config: Config): Route[] {
  const { methods, flows } = config.selfservice;
  const on = (['passkey', 'webauthn'] satisfies KeyType[]).filter((type) => methods[type].enabled);
  if (on.length === 0) return [];
  const origins = [...new Set(on.flatMap((type) => relyingParty(type, config).origins))].filter((origin) => /^https?:/.test(origin));
  return [
    { method: 'GET', path: SCRIPT_PATH, csrfCookie: false, answer: scriptAnswer },
    // Related origins (WebAuthn Level 3, §5.11): sites that may use the keys of this one.
    { method: 'GET', path: '/.well-known/webauthn', csrfCookie: false, errors: 'json', answer: () => json({ origins }) },
    // W3C, «A Well-Known URL for Passkey Endpoints»: where a password manager sends people to add and manage passkeys.
    ...(methods.passkey.enabled
      ? [
          {
            method: 'GET',
            path: '/.well-known/passkey-endpoints',
            csrfCookie: false,
            errors: 'json',
            answer: () => json({ enroll: flows.settings.ui_url, manage: flows.settings.ui_url }),
          } satisfies Route,
        ]
      : []),
  ];
}

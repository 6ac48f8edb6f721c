import { apiErrors } from '../../errors.ts';
import { askBefore } from '../../hooks/before.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Aal } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { SignedIn } from '../../session/session.ts';
import { refuseAsks } from '../asked-schema.ts';
import type { FlowType } from '../flow.ts';
import { startFlow } from '../lifecycle.ts';
import { returnToOf } from '../return-to.ts';
import { insertFlow } from '../store.ts';
import { beginExchange } from '../token-exchange.ts';
import { pageUrl } from '../urls.ts';
import { type LoginContext, type LoginEngine, type LoginFlow, raisedBy } from './context.ts';
import { personOf } from './load.ts';
import { render } from './render.ts';
import { loginToWire } from './wire.ts';

/** Starts a login: for anybody, or for somebody signed in who is asked to prove anew or with more who they are. */
export async function initLogin(engine: LoginEngine, exchange: Exchange, type: FlowType): Promise<Answer> {
  const { core } = engine;
  refuseAsks(core, exchange);
  const { aal, refresh } = asked(exchange);
  const returnTo = returnToOf(exchange.url.href, core.config);
  const signedIn = await core.sessions.of(exchange);
  if (signedIn === undefined && aal === 'aal2') throw apiErrors.sessionAal1Required();
  if (signedIn !== undefined && !refresh && signedIn.session.aal >= aal) throw apiErrors.sessionAlreadyAvailable(returnTo ?? core.config.selfservice.default_browser_return_url);

  const codes = beginExchange(exchange, type);
  const started = startFlow<LoginContext>({
    kind: 'login',
    type,
    state: 'choose_method',
    requestUrl: exchange.url.href,
    context: {
      refresh: refresh && signedIn !== undefined,
      aal,
      ...(signedIn && aal === 'aal2' ? { raises: raisedBy(signedIn.session) } : {}),
      ...(type === 'browser' ? { browser: exchange.csrf.mark() } : {}),
      ...(codes === undefined ? {} : { exchange: codes.kept }),
    },
    now: core.clock.now(),
    config: core.config,
    ...(signedIn === undefined ? {} : { identityId: signedIn.identity.id, messages: notices(refresh, aal, signedIn) }),
  });
  const rendered = render(engine, started, await personOf(engine, started));
  const flow: LoginFlow = { ...started, draft: rendered.draft };
  await core.db.write([insertFlow(flow, core.sealer), ...(await askBefore(core, { flow, exchange }))]);
  if (type === 'browser' && !exchange.acceptsJson) return seeOther(pageUrl('login', flow.id, core.config));
  return json({ ...loginToWire(engine, exchange, flow, rendered), ...(codes === undefined ? {} : { session_token_exchange_code: codes.code }) });
}

function asked(exchange: Exchange): { aal: Aal; refresh: boolean } {
  const aal = exchange.query('aal') || 'aal1';
  if (aal !== 'aal1' && aal !== 'aal2') throw apiErrors.badRequest(`The authenticator assurance level must be one of aal1 and aal2, not ${JSON.stringify(aal)}.`);
  return { aal, refresh: exchange.query('refresh') === 'true' };
}

const notices = (refresh: boolean, aal: Aal, { session }: SignedIn) => [...(refresh ? [m.loginReauthNotice()] : []), ...(aal > session.aal ? [m.loginSecondFactorNotice()] : [])];

import { apiErrors, ValidationError } from '../../errors.ts';
import type { Answer } from '../../http/answer.ts';
import { m } from '../../messages/catalogue.ts';
import { hasExpired } from '../lifecycle.ts';
import { type Arrive, AWAY, payloadOf, stepsOf, takeUp } from '../returning.ts';
import { pageUrl } from '../urls.ts';
import { arriveForApp, flowOfApp } from './arrive-app.ts';
import { lack } from './assurance.ts';
import type { SettingsEngine, Submit } from './engine.ts';
import { confirmUrl, requireFlowAal } from './gate.ts';
import { load, requireSession } from './load.ts';
import { viewOf } from './render.ts';
import { save } from './save.ts';
import { refuse, refuseStranger, replace } from './submit.ts';
import { turnOf } from './turn.ts';

/** A person back in settings from a provider: the checks of a submit, in the same order, and then what the method makes of it. */
export const arriveInSettings =
  (engine: SettingsEngine): Arrive =>
  async (exchange, back): Promise<Answer> => {
    const { core } = engine;
    const method = engine.methods.find(({ id }) => id === AWAY);
    if (!method?.complete || !method.enabled(core.config)) throw apiErrors.methodDisabled();
    const { complete } = method;
    if (await flowOfApp(engine, back.flowId)) return arriveForApp(engine, method, back);

    async function open(): Promise<Submit> {
      const found = await load(engine, exchange, back.flowId);
      const person = requireSession(found, () => core.config.selfservice.flows.login.ui_url);
      const { flow } = found;
      if (flow === undefined) throw apiErrors.notFound('This settings flow does not exist. Start a new one.');
      requireFlowAal(person, core, pageUrl('settings', flow.id, core.config));
      const submit: Submit = { engine, exchange, flow, person, waiting: found.waiting, json: false };
      if (hasExpired(flow, core.clock.now())) return replace(engine, flow, person);
      if (flow.identityId !== person.account.identity.id) return refuseStranger(submit);
      return submit;
    }

    const run = stepsOf<Submit, Answer>(open, (submit, error) => refuse(submit, error, method, { body: {}, source: 'json' }, undefined, method.id));

    return takeUp(core, back, run, async (submit, statement, { startedAt }) => {
      const { flow, person } = submit;
      const view = viewOf(engine, flow, person, method);
      const missing = lack('oidc.link', person.session, view.usable, core.clock.now(), core.config);
      // Its age was judged when they left, and an attempt does not live long: being away at the provider makes no session too old.
      if (missing === 'factor') throw new ValidationError({ message: m.secondFactorFirst() });
      if (missing === 'aal') throw apiErrors.sessionAal2Required(confirmUrl(missing, flow, core.config));
      const outcome = await complete(turnOf(submit, view, { operation: 'oidc.link' }), statement, startedAt);
      return save(submit, method, outcome, { digest: '', operation: 'oidc.link', active: method.id, transientPayload: payloadOf(flow) });
    });
  };

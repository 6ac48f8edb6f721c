import { sha256url } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/random.ts';
import { apiErrors } from '../../errors.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import { emptyForm, refusedForm } from '../flow.ts';
import { hasExpired } from '../lifecycle.ts';
import { returnToOf } from '../return-to.ts';
import { AWAY, type Back, stepsOf, takeUp } from '../returning.ts';
import { flowById, readFlow, updateFlow } from '../store.ts';
import { withQuery } from '../urls.ts';
import type { SettingsContext, SettingsEngine, SettingsFlow } from './engine.ts';
import type { AnySettingsMethod } from './method.ts';

const CODE_LENGTH = 64;

/** The flow, if an app began it: its browser has no session here. */
export async function flowOfApp({ core }: SettingsEngine, id: string): Promise<SettingsFlow | undefined> {
  const [[row]] = await core.db.read(flowById({ id: id.toLowerCase() }));
  const flow = readFlow<SettingsContext>(row, 'settings', core.sealer);
  return flow?.type === 'api' ? flow : undefined;
}

/**
 * A person back from a provider, in the browser that an app has opened. Nothing is linked by that: what was proven waits in
 * the app's form, and the browser is sent to the app with a code for it. The app brings the code, with its own session. So
 * nobody links an account by talking its owner into signing in for them: they hold the session, and never see the code;
 * and who signs in there of their own accord links nothing without the app.
 */
export async function arriveForApp(engine: SettingsEngine, method: AnySettingsMethod, back: Back): Promise<Answer> {
  const { core } = engine;
  async function open(): Promise<{ readonly flow: SettingsFlow; readonly to: string }> {
    const flow = await flowOfApp(engine, back.flowId);
    if (flow === undefined || hasExpired(flow, core.clock.now())) throw apiErrors.badRequest('This took too long. Go back to the app, and start again.');
    const to = returnToOf(flow.requestUrl, core.config);
    if (to === undefined) throw apiErrors.badRequest('The app has named no address to come back to: it starts the flow with return_to.');
    return { flow, to };
  }
  const run = stepsOf<Awaited<ReturnType<typeof open>>, Answer>(open, async ({ flow, to }, error) => {
    await core.db.write([updateFlow({ ...flow, state: 'show_form', form: refusedForm(error.issues, undefined, method.group) }, core.sealer)]);
    return seeOther(withQuery(to, { flow: flow.id }));
  });

  return takeUp(core, back, run, async ({ flow, to }, statement, { startedAt }) => {
    if (!method.waits) throw apiErrors.methodDisabled();
    const code = randomToken('', CODE_LENGTH);
    const draft = method.waits(flow.draft[AWAY], { statement: { ...statement, claims: {} }, code: sha256url(code), startedAt });
    await core.db.write([updateFlow({ ...flow, form: emptyForm, draft: { ...flow.draft, [AWAY]: draft } }, core.sealer)]);
    return seeOther(withQuery(to, { flow: flow.id, code }));
  });
}

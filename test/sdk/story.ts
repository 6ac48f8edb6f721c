import assert from 'node:assert/strict';
import type { FrontendApi } from '@ory/client-fetch';
import type { Json } from '../support/clients.ts';
import { newEmail, newPassword, valueOf } from '../support/flows.ts';

/** What both SDKs offer in the same words; `@ory/kratos-client` wraps each answer, which its test unwraps. */
export type Frontend = Pick<
  FrontendApi,
  | 'createNativeRegistrationFlow'
  | 'createNativeLoginFlow'
  | 'createNativeSettingsFlow'
  | 'performNativeLogout'
  | 'createBrowserRegistrationFlow'
  | 'createBrowserLoginFlow'
  | 'createBrowserSettingsFlow'
  | 'createBrowserLogoutFlow'
  | 'updateLogoutFlow'
  | 'getRegistrationFlow'
  | 'getLoginFlow'
  | 'getSettingsFlow'
  | 'updateRegistrationFlow'
  | 'updateLoginFlow'
  | 'updateSettingsFlow'
  | 'toSession'
  | 'listMySessions'
  | 'disableMySession'
  | 'disableMyOtherSessions'
>;

export interface Sdk {
  /** One client of its own: with its own cookies if it is a browser. */
  connect(kind: 'native' | 'browser'): Frontend;
  /** The HTTP status and the body behind what the SDK throws. */
  refusal(error: unknown): Promise<{ status: number; body: Json }>;
}

async function refused(sdk: Sdk, call: Promise<unknown>): Promise<{ status: number; body: Json }> {
  const error = await call.then(
    () => assert.fail('this must be refused'),
    (thrown: unknown) => thrown,
  );
  return sdk.refusal(error);
}

/** Registers, signs in, changes profile and password, looks at sessions and signs out, as a native app does. */
export async function nativeStory(sdk: Sdk): Promise<void> {
  const app = sdk.connect('native');
  const email = newEmail('native');
  const [password, nextPassword] = [newPassword(), newPassword()];

  const registration = await app.createNativeRegistrationFlow();
  assert.equal((await app.getRegistrationFlow({ id: registration.id })).id, registration.id);
  const registered = await app.updateRegistrationFlow({ flow: registration.id, updateRegistrationFlowBody: { method: 'password', password, traits: { email, name: { first: 'Ada' } } } });
  assert.equal(registered.identity.traits.email, email);

  const signIn = async (secret: string): Promise<string> => {
    const flow = await app.createNativeLoginFlow();
    const done = await app.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: { method: 'password', identifier: email, password: secret } });
    return done.session_token ?? assert.fail('no token');
  };
  const xSessionToken = await signIn(password);
  assert.equal((await app.toSession({ xSessionToken })).identity?.traits.name.first, 'Ada');

  const settings = await app.createNativeSettingsFlow({ xSessionToken });
  assert.equal((await app.getSettingsFlow({ id: settings.id, xSessionToken })).state, 'show_form');
  const saved = await app.updateSettingsFlow({ flow: settings.id, xSessionToken, updateSettingsFlowBody: { method: 'profile', traits: { email, name: { first: 'Grace' } } } });
  assert.equal(saved.state, 'success');
  assert.equal(saved.identity.traits.name.first, 'Grace');

  const short = await refused(sdk, app.updateSettingsFlow({ flow: settings.id, xSessionToken, updateSettingsFlowBody: { method: 'password', password: 'short' } }));
  assert.equal(short.status, 400);
  assert.equal(short.body.id, settings.id);
  assert.equal((await app.updateSettingsFlow({ flow: settings.id, xSessionToken, updateSettingsFlowBody: { method: 'password', password: nextPassword } })).state, 'success');
  assert.equal((await refused(sdk, signIn(password))).status, 400);

  const second = await signIn(nextPassword);
  const others = await app.listMySessions({ xSessionToken: second });
  assert.ok(others.some((session) => session.id !== undefined));
  const { count } = await app.disableMyOtherSessions({ xSessionToken: second });
  assert.equal(count, others.length);
  assert.equal((await refused(sdk, app.toSession({ xSessionToken }))).status, 401);

  await app.performNativeLogout({ performNativeLogoutBody: { session_token: second } });
  assert.equal((await refused(sdk, app.toSession({ xSessionToken: second }))).status, 401);
}

/** The same in a browser, with cookies and CSRF tokens. */
export async function browserStory(sdk: Sdk): Promise<void> {
  const spa = sdk.connect('browser');
  const email = newEmail('browser');
  const [password, nextPassword] = [newPassword(), newPassword()];
  const csrf = (flow: Json): string => String(valueOf(flow, 'csrf_token'));

  const registration = await spa.createBrowserRegistrationFlow();
  const registered = await spa.updateRegistrationFlow({ flow: registration.id, updateRegistrationFlowBody: { method: 'password', password, traits: { email }, csrf_token: csrf(registration) } });
  assert.equal(registered.identity.traits.email, email);
  assert.equal((await spa.toSession()).identity?.traits.email, email);

  const settings = await spa.createBrowserSettingsFlow();
  const body = { csrf_token: csrf(settings) };
  const saved = await spa.updateSettingsFlow({ flow: settings.id, updateSettingsFlowBody: { ...body, method: 'profile', traits: { email, name: { first: 'Grace' } } } });
  assert.equal(saved.state, 'success');
  assert.equal(
    (await refused(sdk, spa.updateSettingsFlow({ flow: settings.id, updateSettingsFlowBody: { method: 'password', password: nextPassword, csrf_token: '' } }))).body.error.id,
    'security_csrf_violation',
  );
  assert.equal((await spa.updateSettingsFlow({ flow: settings.id, updateSettingsFlowBody: { ...body, method: 'password', password: nextPassword } })).state, 'success');
  assert.equal((await spa.getSettingsFlow({ id: settings.id })).identity.traits.name.first, 'Grace');

  const elsewhere = sdk.connect('browser');
  const login = await elsewhere.createBrowserLoginFlow();
  const wrong = await refused(sdk, elsewhere.updateLoginFlow({ flow: login.id, updateLoginFlowBody: { method: 'password', identifier: email, password, csrf_token: csrf(login) } }));
  assert.equal(wrong.status, 400);
  const signedIn = await elsewhere.updateLoginFlow({
    flow: login.id,
    updateLoginFlowBody: { method: 'password', identifier: email, password: nextPassword, csrf_token: csrf(await elsewhere.getLoginFlow({ id: login.id })) },
  });
  assert.equal(signedIn.session.active, true);

  const [first = assert.fail('the first session is missing')] = await elsewhere.listMySessions();
  await elsewhere.disableMySession({ id: first.id });
  assert.equal((await refused(sdk, spa.toSession())).status, 401);

  const logout = await elsewhere.createBrowserLogoutFlow();
  await elsewhere.updateLogoutFlow({ token: logout.logout_token });
  assert.equal((await refused(sdk, elsewhere.toSession())).status, 401);
}

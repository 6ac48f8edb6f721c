import { apiErrors, ValidationError } from '../../errors.ts';
import { askBefore } from '../../hooks/before.ts';
import { json, seeOther } from '../../http/answer.ts';
import { identityToWire } from '../../identity/wire.ts';
import { m } from '../../messages/catalogue.ts';
import { viaOf } from '../../schema/normalise.ts';
import type { Mailed } from '../mailed.ts';
import { linkUrl, pageUrl, withQuery } from '../urls.ts';
import { recover } from './recover.ts';

/** Back into an account whose way in is lost: through a mailbox or a phone, into a session that may set a new way in. */
export const recovery: Mailed = {
  kind: 'recovery',
  before: askBefore,
  async find(email, { accounts }) {
    const account = await accounts.byAddress('recover', viaOf(email), email);
    return account?.identity.state === 'active' ? account : undefined;
  },
  // What an administrator has handed over came by no mail.
  isStillOf: ({ identity }, { context: { sent, byAdmin } }) => byAdmin === true || identity.recoveryAddresses.some(({ value }) => value === sent?.email),
  notice(to, secret, account, flow, config) {
    const { use } = flow.context;
    const name = use === 'code' ? 'recovery_code' : 'recovery';
    if (account === undefined) return { template: `${name}_invalid`, via: viaOf(to), to, data: { RequestURL: flow.requestUrl } };
    const said = use === 'code' ? { RecoveryCode: secret } : { RecoveryURL: withQuery(linkUrl(flow, config), { token: secret }) };
    return { template: `${name}_valid`, via: viaOf(to), to, data: { ...said, Identity: identityToWire(account.identity, config), RequestURL: flow.requestUrl } };
  },
  alongside: async () => [],
  pass: recover,
  /** A second click of whoever has recovered with it goes where the first one went. */
  async replay({ core, exchange, flow, json: asJson }) {
    const { led } = flow.context;
    const signedIn = await core.sessions.of(exchange);
    if (led === undefined || signedIn?.session.id !== led.session) throw new ValidationError({ message: m.recoveryAlreadyCompleted() });
    const page = pageUrl('settings', led.settings, core.config);
    if (!asJson) return seeOther(page);
    if (!core.config.feature_flags.use_continue_with_transitions) throw apiErrors.locationChangeRequired(page);
    return json({ continue_with: [{ action: 'show_settings_ui', flow: { id: led.settings, url: page } }] });
  },
  says: {
    codeSent: m.recoveryCodeSent,
    linkSent: m.recoveryLinkSent,
    codeInvalid: m.recoveryCodeInvalid,
    linkInvalid: m.recoveryTokenInvalid,
    noStrategy: m.recoveryNoStrategy,
  },
};

import { timestamp } from '../../clock.ts';
import type { Core } from '../../core.ts';
import { sha256url } from '../../crypto/digest.ts';
import { retrying } from '../../db/database.ts';
import type { MailedLinkRow } from '../../db/tables.ts';
import { ApiError } from '../../errors.ts';
import { originOf } from '../../events/log.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import type { Account } from '../../identity/identity.ts';
import { ALARM, openTold, type Told } from '../alarm.ts';
import { textField } from '../fields.ts';
import { endEverything } from '../intruders.ts';
import { mailedLinkById, useMailedLink } from '../mailed-link-store.ts';
import { ALARM_PATH, alarmPageUrl, alarmUrl, initUrl } from '../urls.ts';

/**
 * «This was not me», from a notice of a change. Mail programs open links by themselves, so a GET only tells what would be
 * done, and a POST does it: whoever is signed in is signed out, what they had under way is over, and a recovery begins.
 * Neither needs a session or a token against other sites: only what stands in the link counts, and it was in one mail.
 */
export const alarmRoutes = (core: Core): Route[] => [
  { method: 'GET', path: ALARM_PATH, answer: (exchange) => ask(core, exchange) },
  { method: 'POST', path: ALARM_PATH, answer: (exchange) => raise(core, exchange) },
];

interface Found {
  readonly row: MailedLinkRow;
  readonly told: Told;
  readonly account: Account;
}

/** @throws 410, whatever is wrong with it */
async function find({ db, clock, sealer, accounts }: Core, token: string | undefined): Promise<Found> {
  const [[row]] = token ? await db.read(mailedLinkById({ id: sha256url(token), purpose: ALARM, now: clock.now() })) : [[]];
  const told = row && openTold(row, sealer);
  const account = told && (await accounts.byId(row.identity_id));
  if (row === undefined || told === undefined || account === undefined) throw new ApiError(410, { reason: 'This link was used already, or it is too late for it.' });
  return { row, told, account };
}

async function ask(core: Core, exchange: Exchange): Promise<Answer> {
  const token = exchange.query('token');
  if (!exchange.wantsJson) return seeOther(alarmPageUrl(core.config, { token }));
  const { row, told } = await find(core, token);
  const { kind, details, at, ip, userAgent } = told;
  return json({
    about: { kind, details, ip_address: ip, user_agent: userAgent, created_at: timestamp(at) },
    expires_at: timestamp(row.expires_at),
    action: alarmUrl(core.config),
    recovery: core.config.selfservice.flows.recovery.enabled,
  });
}

async function raise(core: Core, exchange: Exchange): Promise<Answer> {
  const { config, clock, db, securityLog, sessions } = core;
  const token = textField(await exchange.fields(), 'token');
  try {
    const own = await retrying(async () => {
      const { row, told, account } = await find(core, token);
      const { id } = account.identity;
      const signedIn = await sessions.of(exchange);
      await db.write([
        useMailedLink(row.id),
        ...endEverything(id, clock.now(), config.selfservice.notices.window),
        ...securityLog.record(account.identity, [{ kind: 'alarm', details: { about: told.kind } }], originOf(exchange)),
      ]);
      return signedIn?.identity.id === id && signedIn.carrier === 'cookie';
    });
    // Whoever is signed in cannot recover anything.
    if (own) sessions.drop(exchange);
  } catch (error) {
    // The page asks again what there is to be said.
    if (error instanceof ApiError && !exchange.wantsJson) return seeOther(alarmPageUrl(config, { token }));
    throw error;
  }
  // The page says then that everybody is out.
  const to = config.selfservice.flows.recovery.enabled ? initUrl('recovery', config, { after: 'alarm' }) : undefined;
  if (!exchange.wantsJson) return seeOther(to ?? alarmPageUrl(config, { done: 'true' }));
  return json({ state: 'success', continue_with: to === undefined ? [] : [{ action: 'redirect_browser_to', redirect_browser_to: to }] });
}

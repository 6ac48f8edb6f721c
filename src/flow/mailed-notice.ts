import type { Config } from '../config/config.ts';
import type { Notice } from '../courier/outbox.ts';
import type { Account } from '../identity/identity.ts';
import { identityToWire } from '../identity/wire.ts';
import { viaOf } from '../schema/normalise.ts';
import type { MailedFlow } from './mailed.ts';
import { linkUrl, withQuery } from './urls.ts';

/** The message by which an address is verified; to an address that nobody has, one that says so. */
export function verificationNotice(to: string, secret: string, account: Account | undefined, flow: MailedFlow, config: Config): Notice {
  const { use } = flow.context;
  const name = use === 'code' ? 'verification_code' : 'verification';
  if (account === undefined) return { template: `${name}_invalid`, via: viaOf(to), to, data: { RequestURL: flow.requestUrl } };
  const url = withQuery(linkUrl(flow, config), { [use === 'code' ? 'code' : 'token']: secret });
  return {
    template: `${name}_valid`,
    via: viaOf(to),
    to,
    data: { ...(use === 'code' ? { VerificationCode: secret } : {}), VerificationURL: url, Identity: identityToWire(account.identity, config), RequestURL: flow.requestUrl },
  };
}

import type { Config } from '../config/config.ts';
import { type Answer, html as page } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { errorPage } from './home.ts';
import type { Look } from './look.ts';
import { letter, type MailboxLook, mailboxPage, mailPage, type WireMail } from './mailbox.ts';
import { type AdminFetch, askAdmin } from './public-api.ts';
import { pageHeaders } from './security.ts';

interface Needs {
  readonly config: Config;
  readonly adminFetch: AdminFetch;
  lookOf(flow: string): Look;
}

/** The mailbox under `/ui/mailbox`: everything that was sent, with its codes, for whoever can open the page. So it is there in development only. */
export function mailboxRoutes({ config, adminFetch, lookOf }: Needs): Route[] {
  if (!config.dev) return [];
  const { 'content-security-policy': policy, ...others } = pageHeaders(config);
  const headers = { ...others, 'content-security-policy': `${policy}; frame-src 'self'` };
  const hasWayOut = (type: WireMail['type']): boolean =>
    config.courier.channels.some(({ id }) => id === (type === 'email' ? 'email' : 'sms')) ||
    (type === 'email' && (config.courier.delivery_strategy === 'http' || config.courier.smtp.connection_uri !== undefined));
  const look = (): MailboxLook => ({ ...lookOf('mailbox'), hasWayOut });
  const ask = (path: string, query: Readonly<Record<string, string | undefined>> = {}): ReturnType<typeof askAdmin> => {
    const url = new URL(`/admin/courier/messages${path}`, config.serve.admin.base_url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    return askAdmin(adminFetch, url);
  };
  const missing = (exchange: Exchange): Answer => page(errorPage(undefined, lookOf('error'), exchange.requestId), { status: 404, headers });

  async function list(exchange: Exchange): Promise<Answer> {
    const to = exchange.query('to') || undefined;
    const answer = await ask('', { page_size: '50', recipient: to, page_token: exchange.query('older') });
    if (answer.status !== 200) return missing(exchange);
    return page(mailboxPage(answer.body as WireMail[], look(), { to, watch: exchange.query('watch') !== undefined, older: answer.next }), { headers });
  }

  const one = (path: string, show: (mail: WireMail) => Answer | undefined): Route => ({
    method: 'GET',
    path,
    async answer(exchange) {
      const answer = await ask(`/${encodeURIComponent(exchange.param('id'))}`);
      return (answer.status === 200 ? show(answer.body as WireMail) : undefined) ?? missing(exchange);
    },
  });

  return [
    { method: 'GET', path: '/ui/mailbox', answer: list },
    one('/ui/mailbox/:id', (mail) => page(mailPage(mail, look()), { headers })),
    one('/ui/mailbox/:id/html', ({ html }) => (html === undefined ? undefined : letter(html))),
  ];
}

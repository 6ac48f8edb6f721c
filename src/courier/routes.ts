import { timestamp } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { isUuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database } from '../db/database.ts';
import type { MessageRow } from '../db/tables.ts';
import { apiErrors } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { cutPage, linkHeader, pageSize, pageToken, placeIn } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import { bodyPurpose, contentOf } from './outbox.ts';
import { type Cursor, listMessages, messageById, WEB_HOOK } from './store.ts';

const STATUSES: readonly MessageRow['status'][] = ['queued', 'processing', 'sent', 'abandoned'];
/** Messages carry codes and links that sign people in: they are shown to nobody but developers. */
const REDACTED = '<redacted-unless-dev-mode>';

/** Messages that were sent or wait to be, for administrators. */
export function courierAdminRoutes({ config, db, sealer }: { readonly config: Config; readonly db: Database; readonly sealer: Sealer }): Route[] {
  const toWire = (row: MessageRow): Record<string, unknown> => ({
    id: row.id,
    status: row.status,
    type: row.type,
    recipient: row.recipient,
    body: config.dev ? (sealer.open(bodyPurpose(row.id), row.body) ?? REDACTED) : REDACTED,
    subject: config.dev ? row.subject : REDACTED,
    template_type: row.template_type,
    channel: row.channel,
    send_count: row.send_count,
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  });
  // Kratos has no such field.
  const showsHtml = config.dev && config.preset !== 'kratos';
  return [
    {
      method: 'GET',
      path: '/admin/courier/messages',
      async answer(exchange) {
        const size = pageSize(exchange);
        const rows = await listMessages(db, { ...filterOf(exchange), limit: size + 1 });
        const { shown, last } = cutPage(rows, size);
        return json(shown.map(toWire), { headers: linkHeader(exchange, { first: '', next: last && pageToken(last.created_at, last.id) }, size) });
      },
    },
    {
      method: 'GET',
      path: '/admin/courier/messages/:id',
      async answer(exchange) {
        const id = exchange.param('id').toLowerCase();
        const [[row]] = isUuid(id) ? await db.read(messageById({ id })) : [[]];
        if (row === undefined || row.channel === WEB_HOOK) throw apiErrors.notFound();
        return json({ ...toWire(row), ...(showsHtml ? { html: contentOf(row, sealer)?.html } : {}) });
      },
    },
  ];
}

function filterOf(exchange: Exchange): { status?: MessageRow['status']; recipient?: string; after?: Cursor } {
  const [given, recipient, after] = [exchange.query('status'), exchange.query('recipient'), placeIn(exchange, 'createdAt')];
  const status = STATUSES.find((known) => known === given);
  if (given && status === undefined) throw apiErrors.badRequest(`Message status is not valid; it can be ${STATUSES.join(', ')}.`);
  if (recipient?.includes('\0')) throw apiErrors.badRequest('recipient must not contain NUL.');
  return {
    ...(status === undefined ? {} : { status }),
    ...(recipient ? { recipient } : {}),
    ...(after === undefined ? {} : { after }),
  };
}

import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Write } from '../db/database.ts';
import type { MessageRow } from '../db/tables.ts';
import { networkOf } from '../http/client-ip.ts';
import type { Exchange } from '../http/exchange.ts';
import { wantedIn } from './languages.ts';
import { fresh, insertMessage, insertMessageWithin, isAskedFor } from './store.ts';
import type { TemplateData } from './template.ts';
import { valueAt } from './template-expression.ts';
import type { Templates } from './templates.ts';
import type { TemplateType } from './words.ts';

/** Something to tell somebody. */
export interface Notice {
  readonly template: TemplateType;
  readonly via: 'email' | 'sms';
  readonly to: string;
  readonly data: TemplateData;
}

/** What a message has besides its text. */
export interface Content {
  readonly html: string | undefined;
  readonly data: TemplateData;
}

/** Messages leave through here: written with the change they tell of, sent once that is committed (worker.ts). */
export interface Outbox {
  /** What anybody can ask for is left out without a word when too much of it goes to one address (`courier.limit_per_address`). @param asked the request that this follows from: it tells the language, unless the person's traits do, and from where it comes */
  queue(notice: Notice, asked?: Pick<Exchange, 'header' | 'ip'>): Write[];
}

/** What the body of a message is sealed for. */
export const bodyPurpose = (id: string): string => `message-body:${id}`;
const contentPurpose = (id: string): string => `message-content:${id}`;

/** What a row says; undefined if it was sealed with secrets that are gone. */
export function contentOf(row: MessageRow, sealer: Sealer): (Content & { readonly text: string }) | undefined {
  const text = sealer.open(bodyPurpose(row.id), row.body);
  const content = row.content === null ? '{}' : sealer.open(contentPurpose(row.id), row.content);
  if (text === undefined || content === undefined) return undefined;
  const { html, data = {} } = JSON.parse(content) as Partial<Content>;
  return { text, html, data };
}

export function createOutbox({
  config,
  clock,
  sealer,
  templates,
}: {
  readonly config: Pick<Config, 'courier'>;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly templates: Templates;
}): Outbox {
  const { limit_per_address: limit } = config.courier;
  const traits = ['Identity', 'traits', ...config.courier.language_trait.split('.')];
  return {
    queue({ template, via, to, data }, asked) {
      const id = uuid();
      const all = { To: to, ...data };
      const own = valueAt(data, traits);
      const { subject, text, html } = templates.fill(template, via, all, [...(typeof own === 'string' ? [own] : []), ...wantedIn(asked?.header('accept-language') ?? '')]);
      const content: Content = { html, data: all };
      const type = via === 'email' ? 'email' : 'phone';
      const sealed = { body: sealer.seal(bodyPurpose(id), text), content: sealer.seal(contentPurpose(id), JSON.stringify(content)) };
      const row = fresh({ id, type, channel: via, recipient: to, template_type: template, subject, ...sealed }, clock.now());
      if (limit.most === 0 || !isAskedFor(template)) return [insertMessage(row)];
      return insertMessageWithin(row, `asked:${sealer.sign('asked', `${networkOf(asked?.ip ?? '')} ${to}`)}`, limit);
    },
  };
}

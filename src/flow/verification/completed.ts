import type { Exchange } from '../../http/exchange.ts';
import { m } from '../../messages/catalogue.ts';
import { emptyForm } from '../flow.ts';
import { COMPLETED, type MailedFlow } from '../mailed.ts';

/** The flow when it has done its work. Whoever opened the link may read what it has led to. */
export function completed(flow: MailedFlow, exchange: Exchange): MailedFlow {
  const { proof: _, ...sent } = flow.context.sent ?? {};
  const isOpened = exchange.method === 'GET';
  return {
    ...flow,
    state: COMPLETED,
    context: { ...flow.context, sent, ...(isOpened && flow.type === 'browser' ? { browser: exchange.csrf.mark() } : {}) },
    form: { ...emptyForm, messages: [m.verificationSuccess()] },
  };
}

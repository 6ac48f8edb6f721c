import type { Config } from '../config/config.ts';
import { reaches } from '../config/reach.ts';
import type { Exchange } from '../http/exchange.ts';
import { m } from '../messages/catalogue.ts';
import { anchor, input, type Node, submit } from '../ui/nodes.ts';
import { afterUrl } from './after.ts';
import { withForm } from './form.ts';
import { COMPLETED, type MailedFlow } from './mailed.ts';
import { actionUrl } from './urls.ts';
import { beginningOf } from './wire.ts';

/** A recovery or verification flow as JSON, its nodes in the order each has on the wire. */
export function mailedToWire(flow: MailedFlow, exchange: Exchange, config: Config): Record<string, unknown> {
  const isVerified = flow.kind === 'verification' && flow.state === COMPLETED;
  const { messages } = flow.form;
  return {
    ...beginningOf(flow, config),
    active: flow.context.use,
    ui: {
      action: isVerified ? afterUrl(flow, '', config) : actionUrl(flow, config),
      method: isVerified ? 'GET' : 'POST',
      nodes: withForm(isVerified ? verified(flow, exchange, config) : nodesOf(flow, exchange, config), flow.form),
      ...(messages.length > 0 ? { messages } : {}),
    },
    state: flow.state,
  };
}

const csrf = (flow: MailedFlow, exchange: Exchange): Node => input('default', 'csrf_token', 'hidden', { value: flow.type === 'browser' ? exchange.csrf.token() : '', required: true });

const verified = (flow: MailedFlow, exchange: Exchange, config: Config): Node[] => [csrf(flow, exchange), anchor(flow.context.use, 'continue', afterUrl(flow, '', config), m.labelContinue())];

function nodesOf(flow: MailedFlow, exchange: Exchange, config: Config): Node[] {
  const { use, sent, byAdmin } = flow.context;
  const send = submit(use, 'method', use, m.labelContinue());
  const method = input(use, 'method', 'hidden', { value: use });
  const again = sent?.email === undefined ? [] : [submit(use, 'email', sent.email, m.labelResendCode())];
  const asksFor = { required: true, autocomplete: 'one-time-code', label: flow.kind === 'recovery' ? m.labelRecoveryCode() : m.labelVerificationCode() };
  // Browsers take nothing but e-mail in a field of that type.
  const to = reaches(config, 'sms') ? input(use, 'email', 'text', { required: true, label: m.labelEmailOrPhone() }) : input(use, 'email', 'email', { required: true, label: m.labelEmail() });
  const ask = [to, send];
  if (flow.kind === 'recovery') {
    const code = input(use, 'code', 'text', { ...asksFor, pattern: '[0-9]+', maxlength: 6 });
    if (byAdmin) return use === 'code' ? [code, send] : [];
    if (sent === undefined) return [csrf(flow, exchange), ...ask];
    return [csrf(flow, exchange), ...(use === 'code' ? [code, method, send] : [method]), ...again];
  }
  const token = flow.type === 'browser' ? [csrf(flow, exchange)] : [];
  if (sent === undefined) return [...ask, ...token];
  return [method, ...(use === 'code' ? [input(use, 'code', 'text', asksFor), send] : []), ...token, ...again];
}

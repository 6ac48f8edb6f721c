import { type CallConfig, type CallNeeds, compileCall } from '../outgoing/call.ts';
import type { Channel, OutgoingMessage } from './channel.ts';
import type { TemplateData } from './template.ts';

/** Without a template of the operator's: all that there is. */
const EVERYTHING = 'function(ctx) ctx';
/** A gateway has little to say. */
const MAX_BYTES = 64 * 1024;

/**
 * Messages by a call to a gateway. The template of its body sees what Kratos' does: `recipient`, `subject`, `body`, `html_body`,
 * `template_type`, `template_data` and `message_type`. One that cancels the call has decided that this message is not sent.
 * @throws Error that names the call and says why it cannot be made
 */
export async function httpChannel(config: CallConfig, needs: CallNeeds): Promise<Channel> {
  const call = await compileCall({ ...config, body: config.body ?? EVERYTHING }, needs);
  return {
    async send(message) {
      // Each try has the message's id: a signed call tells a gateway that it has this one already.
      const request = call.request(contextOf(message), message.id);
      if (request === undefined) return;
      const { status } = await call.send(request, { maxBytes: MAX_BYTES });
      if (status < 200 || status > 299) throw new Error(`${needs.name} was answered with status ${status}`);
    },
    close: () => {},
  };
}

const contextOf = ({ to, subject, text, html, type, template, data }: OutgoingMessage): Readonly<Record<string, unknown>> => ({
  recipient: to,
  subject,
  body: text,
  ...(html === undefined ? {} : { html_body: html }),
  template_type: template,
  template_data: inSnakeCase(data),
  message_type: type === 'email' ? 'email' : 'sms',
});

/** `RecoveryURL` of a mail's template is `recovery_url` here; what is within a value keeps its names. */
const inSnakeCase = (data: TemplateData): TemplateData => Object.fromEntries(Object.entries(data).map(([name, value]) => [name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase(), value]));

import { s } from '../spec.ts';
import { mailLimit } from './protection.ts';
import { call, templateUrl } from './web-call.ts';

const email = s.object('Mail', { subject: templateUrl('Subject'), body: s.object('Body', { html: templateUrl('HTML'), plaintext: templateUrl('Plain text') }) });
const sms = s.object('Text message', { body: s.object('Body', { plaintext: templateUrl('Plain text') }) });
const either = s.object('Template', { email, sms });
const template = s.object('Templates', { valid: either, invalid: either });

export const courier = s.object('Sending mail and messages', {
  delivery_strategy: s.choice('How mail is sent', ['smtp', 'http'], { default: 'smtp' }),
  smtp: s.object('SMTP', {
    connection_uri: s.url('Server', { schemes: ['smtp', 'smtps'] }),
    from_address: s.text('Sender', { default: 'no-reply@zelos.local' }),
    from_name: s.text('Name of the sender'),
    headers: s.record('Further headers', s.text('Value'), { default: {} }),
    local_name: s.text('Name in HELO', { default: 'localhost' }),
    client_cert_path: s.text('Client certificate', { default: '' }),
    client_key_path: s.text('Its key', { default: '' }),
  }),
  http: s.object('An HTTP call instead of SMTP', { request_config: s.object('The call', { ...call('POST'), url: s.url('Where to') }) }),
  channels: s.list(
    'Other channels',
    s.object('Channel', { id: s.text('Name, such as `sms`', { required: true }), type: s.choice('Sort', ['http'], { default: 'http' }), request_config: s.object('The call', call('POST')) }),
    { default: [] },
  ),
  limit_per_address: mailLimit,
  message_retries: s.integer('Tries before a message is given up', { default: 5, max: 1000 }),
  worker: s.object('Queue', { pull_count: s.integer('Messages at once', { default: 10, min: 1, max: 1000 }), pull_wait: s.duration('Pause', { default: '1s', min: 1 }) }),
  default_language: s.text('Language of messages to people who have said nothing, and whose browser asks for none that is there', { default: 'en', minLength: 2, own: true }),
  language_trait: s.text('The trait that says which language a person reads, such as `de` or `de-CH`; dots lead into objects', { default: 'locale', own: true }),
  template_override_path: s.text('Folder with templates; the built-in ones if unset'),
  templates: s.object('Single templates', {
    recovery: template,
    recovery_code: template,
    verification: template,
    verification_code: template,
    login_code: template,
    registration_code: template,
    verifiable_address_changed: either,
  }),
});

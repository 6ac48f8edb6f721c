import { s } from '../spec.ts';

/** An HTTP call to somebody else: shared by web hooks, the courier and the password migration. */
export const callAuth = s.variants('How the call authenticates', 'type', {
  basic_auth: s.object('User and password', { config: s.object('', { user: s.text('User', { required: true }), password: s.text('Password', { required: true }) }) }),
  api_key: s.object('A key in a header or cookie', {
    config: s.object('', {
      name: s.text('Name of the header or cookie', { required: true }),
      value: s.text('The key', { required: true }),
      in: s.choice('Where', ['header', 'cookie'], { required: true }),
    }),
  }),
});

const TEMPLATE = ['file', 'http', 'https', 'base64'] as const;
export const templateUrl = (help: string) => s.url(help, { schemes: TEMPLATE });

export const call = (method: string) => ({
  url: s.url('Where to', { required: true }),
  method: s.text('HTTP method', { default: method }),
  headers: s.record('Headers', s.text('Value'), { default: {} }),
  body: s.text('Jsonnet template of the body: an address (file, http, https, base64) or the template itself'),
  auth: callAuth,
});

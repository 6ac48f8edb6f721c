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

export const callSignature = s.object(
  'Signs the call, so that its receiver knows whose it is: headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of the Standard Webhooks scheme',
  {
    secrets: s.list('Secrets, `whsec_…` or any text; without one, calls are not signed. All of them sign: put a new one beside the old until receivers know it', s.text('Secret', { minLength: 24 }), {
      default: [],
    }),
  },
  { own: true },
);

const TEMPLATE = ['file', 'http', 'https', 'base64'] as const;
export const templateUrl = (help: string) => s.url(help, { schemes: TEMPLATE });

export const call = (method: string) => ({
  url: s.url('Where to', { required: true }),
  method: s.text('HTTP method', { default: method }),
  headers: s.record('Headers', s.text('Value'), { default: {} }),
  body: s.text('Jsonnet template of the body: an address (file, http, https, base64) or the template itself'),
  auth: callAuth,
  signature: callSignature,
});

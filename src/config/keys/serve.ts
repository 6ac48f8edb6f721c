import { s } from '../spec.ts';

const file = (help: string) => s.object(help, { path: s.text('Path of a PEM file'), base64: s.text('The PEM file itself, in base64') });

const listener = <const Port extends number>(which: string, port: Port) => ({
  host: s.text('Address to listen on, or `unix:` and the path of a socket file', { default: '0.0.0.0' }),
  port: s.integer(`Port of the ${which} API`, { default: port, min: 1, max: 65_535 }),
  socket: s.object('A socket file instead of a port', {
    owner: s.text('Its owner: name or number', { default: '' }),
    group: s.text('Its group: name or number', { default: '' }),
    mode: s.integer('Its mode: 493 is 0o755, 432 is 0o660', { default: 493, max: 511 }),
  }),
  tls: s.object('TLS on this listener, 1.2 or newer; renewed files are taken up while the server runs', { key: file('Private key'), cert: file('Certificate') }),
  request_log: s.object('Log of requests', { disable_for_health: s.boolean('No log line for health routes; otherwise they have one at level debug', { default: false }) }),
});

export const serve = s.object('Where the server listens and what it is called from outside', {
  public: s.object('The public API: what browsers, apps and account pages talk to', {
    ...listener('public', 4433),
    base_url: s.url('Public address: form actions, redirects, cookies', { derived: 'http, `localhost` or the host, and the port' }),
    cors: s.object('Calls from other origins', {
      enabled: s.boolean('Answer calls from other origins', { default: false }),
      allowed_origins: s.list('Origins, one `*` each as a wildcard', s.text('Origin'), { default: ['*'] }),
      allowed_methods: s.list('Methods', s.text('Method'), { default: ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'] }),
      allowed_headers: s.list('Request headers', s.text('Header'), { default: ['Authorization', 'Content-Type', 'Max-Age', 'X-Session-Token', 'X-XSRF-TOKEN', 'X-CSRF-TOKEN'] }),
      exposed_headers: s.list('Response headers that scripts may read', s.text('Header'), { default: ['Content-Type'] }),
      allow_credentials: s.boolean('Calls may carry cookies', { default: true }),
      options_passthrough: s.boolean('Answer OPTIONS by the route itself', { default: false, needs: 'cors_routes' }),
      max_age: s.integer('Seconds that a preflight answer may be kept', { default: 0 }),
      debug: s.boolean('Log each decision', { default: false, needs: 'cors_log' }),
    }),
  }),
  admin: s.object('The admin API: keep it inside your network', {
    ...listener('admin', 4434),
    base_url: s.url('Address of the admin API', { derived: 'http, `localhost` or the host, and the port' }),
  }),
  trusted_proxies: s.list('Proxies whose `X-Forwarded-For` is believed; with none, the client is whoever has the connection', s.text('Address or network, such as `10.0.0.0/8`'), {
    default: [],
    own: true,
  }),
});

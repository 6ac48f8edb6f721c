import type { InOf, OutOf } from '../spec.ts';
import { s } from '../spec.ts';
import { courier } from './courier.ts';
import { flows } from './flows.ts';
import { methods } from './methods.ts';
import { clients, featureFlags, log, rest, security } from './operations.ts';
import { notices, securityLog } from './protection.ts';
import { serve } from './serve.ts';
import { cookies, session } from './sessions.ts';
import { ciphers, database, dsn, hashers, secrets } from './storage.ts';

const identity = s.object('Who can have an account', {
  default_schema_id: s.text('Schema of people who register', { derived: '`default`, or the only schema there is' }),
  schemas: s.list(
    'Identity schemas',
    s.object('Schema', {
      id: s.text('Name', { required: true, minLength: 1 }),
      url: s.url('JSON Schema: file, http, https or base64', { schemes: ['file', 'http', 'https', 'base64'], required: true }),
      selfservice_selectable: s.boolean('Selectable in login and registration', { default: false }),
    }),
    { derived: 'a schema of our own: an e-mail address to sign in with, first and last name' },
  ),
});

const selfservice = s.object('Self-service', {
  default_browser_return_url: s.url('Where browsers go after login, registration, logout', { relative: true, schemes: [], derived: 'the built-in UI, `<public>/ui`' }),
  allowed_return_urls: s.list('Where `return_to` may lead: scheme, host, path; `https://*.example.org` for all hosts below a domain', s.url('URL', { relative: true, schemes: [], wildcard: true }), {
    default: [],
  }),
  whitelisted_return_urls: s.list('See `selfservice.allowed_return_urls`', s.url('URL', { relative: true, schemes: [], wildcard: true }), { moved: 'selfservice.allowed_return_urls' }),
  flows,
  methods,
  notices,
  settings: s.object('Keys of the time before `selfservice.flows`, and a key of our own', {
    privileged_session_max_age: s.duration('See `selfservice.flows.settings.privileged_session_max_age`', { moved: 'selfservice.flows.settings.privileged_session_max_age' }),
    address_change: s.object('A changed address', {
      undo_window: s.duration('How long a former address that was verified can take the change back, by a link in the mail that tells of it; `0s`: not at all', {
        derived: '`72h`, `0s` with `preset: kratos`',
        own: true,
      }),
      ui_url: s.url('Page that asks before a change is taken back; gets `?token=`', { relative: true, derived: 'the built-in page, `<public>/ui/address-change`', own: true }),
    }),
  }),
  legacy_v0_2: s.boolean('Paths and payloads of version 0.2', { default: false, own: true }),
});

/** All there is. Its order is the order of docs/configuration.md. */
export const configuration = s.object('Configuration', {
  preset: s.choice('`kratos`: nothing beyond what Kratos does, so that both answer alike', ['kratos'], { own: true }),
  dsn,
  database,
  serve,
  selfservice,
  identity,
  session,
  cookies,
  secrets,
  ciphers,
  hashers,
  courier,
  clients,
  security,
  security_log: securityLog,
  feature_flags: featureFlags,
  log,
  ...rest,
});

export type Settings = OutOf<typeof configuration>;
export type ConfigInput = InOf<typeof configuration>;

import { s } from '../spec.ts';

const SAME_SITE = ['Strict', 'Lax', 'None'] as const;

export const cookies = s.object('Cookies', {
  domain: s.text('Domain of the cookies; the host alone if unset'),
  path: s.text('Path of the cookies', { default: '/' }),
  same_site: s.choice('SameSite', SAME_SITE, { default: 'Lax' }),
  secure: s.boolean('Only over https', { derived: '`true`, `false` with --dev' }),
});

export const session = s.object('Sessions', {
  lifespan: s.duration('Life of a session', { default: '24h', min: 1 }),
  earliest_possible_extend: s.duration('A session can be extended in this last stretch of its life', { derived: '`session.lifespan`' }),
  cookie: s.object('The session cookie', {
    name: s.text('Name', { default: 'ory_kratos_session', minLength: 1 }),
    domain: s.text('Domain; `cookies.domain` if unset'),
    path: s.text('Path', { derived: '`cookies.path`' }),
    same_site: s.choice('SameSite', SAME_SITE, { derived: '`cookies.same_site`' }),
    secure: s.boolean('Only over https', { derived: '`cookies.secure`' }),
    persistent: s.boolean('Kept when the browser is closed', { default: true }),
  }),
  whoami: s.object('Who is signed in', {
    required_aal: s.choice('Assurance that whoami and the lists of sessions ask for', ['aal1', 'highest_available'], { default: 'highest_available' }),
    tokenizer: s.object('JSON Web Tokens', {
      templates: s.record(
        'Templates by name',
        s.object('Template', {
          ttl: s.duration('Life of a token', { default: '1m' }),
          claims_mapper_url: s.url('Jsonnet that maps a session to claims', { schemes: ['file', 'http', 'https', 'base64'] }),
          jwks_url: s.url('Keys', { schemes: ['file', 'http', 'https', 'base64'], required: true }),
          subject_source: s.choice('What the subject is', ['id', 'external_id'], { default: 'id' }),
        }),
        { default: {} },
      ),
    }),
  }),
});

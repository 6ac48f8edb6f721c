import type { ConfigInput } from '../../src/config/config.ts';

/** Where the test server believes to be; nothing listens there. */
export const PUBLIC_URL = 'http://127.0.0.1:4433';
export const ADMIN_URL = 'http://127.0.0.1:4434';
/** Where a UI of somebody else's would be. */
export const APP_URL = 'http://app.test';

/** A customer with every kind of trait: address, nested, number, boolean, choice. */
export const customerSchema = {
  $id: 'https://zelos.test/customer.schema.json',
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Customer',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      required: ['email'],
      additionalProperties: false,
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'E-Mail',
          minLength: 3,
          maxLength: 320,
          'ory.sh/kratos': {
            credentials: { password: { identifier: true }, webauthn: { identifier: true }, totp: { account_name: true }, passkey: { display_name: true }, code: { identifier: true, via: 'email' } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        name: { type: 'object', properties: { first: { type: 'string', title: 'First name', maxLength: 60 }, last: { type: 'string', title: 'Last name', maxLength: 60 } } },
        website: { type: 'string', title: 'Website', format: 'uri', minLength: 10 },
        age: { type: 'integer', title: 'Age', minimum: 0, maximum: 150 },
        newsletter: { type: 'boolean', title: 'Newsletter' },
        color: { type: 'string', title: 'Color', enum: ['red', 'green', 'blue'] },
      },
    },
  },
};

/** A schema as the URL that a configuration takes. */
export const schemaUrl = (schema: object): string => `base64://${Buffer.from(JSON.stringify(schema)).toString('base64')}`;

/** What tests start from: password and profile, cheap hashes, everything else as by default. */
export const baseConfig = {
  serve: { public: { base_url: PUBLIC_URL }, admin: { base_url: ADMIN_URL } },
  dev: true,
  log: { level: 'error', format: 'json' },
  secrets: { default: ['a-secret-of-the-tests-and-only-them'], cipher: ['a-cipher-of-the-tests-32-letters'] },
  hashers: { algorithm: 'bcrypt', bcrypt: { cost: 4 } },
  identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(customerSchema) }] },
  selfservice: {
    default_browser_return_url: `${APP_URL}/`,
    allowed_return_urls: [APP_URL],
    methods: { password: { enabled: true, config: { haveibeenpwned_enabled: false } }, profile: { enabled: true } },
    flows: {
      settings: { ui_url: `${APP_URL}/settings`, privileged_session_max_age: '15m' },
      login: { ui_url: `${APP_URL}/login` },
      registration: { ui_url: `${APP_URL}/registration`, after: { password: { hooks: [{ hook: 'session' }] } } },
      error: { ui_url: `${APP_URL}/error` },
    },
  },
  session: { whoami: { required_aal: 'aal1' } },
} satisfies ConfigInput;

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `changes` laid over `base`: objects are merged, everything else replaced, undefined removes. */
export function merged(base: Tree, changes: Tree): Tree {
  const all: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    const present = base[key];
    if (value === undefined) delete all[key];
    else all[key] = isTree(present) && isTree(value) ? merged(present, value) : value;
  }
  return all;
}

import type { WireAttributes, WireFlow, WireMessage, WireNode, WireSession } from '../../src/pages/wire.ts';

/** Flows as the public API gives them, by hand: what the pages are looked at and tested with. */
export const BASE = 'http://127.0.0.1:4433';
export const NOW = Date.parse('2026-11-22T04:35:00Z');

const info = (id: number, text: string, context?: Record<string, unknown>): WireMessage => ({ id, text, type: 'info', ...(context ? { context } : {}) });
export const error = (id: number, text: string, context?: Record<string, unknown>): WireMessage => ({ ...info(id, text, context), type: 'error' });
export const saved: WireMessage = { id: 1050001, text: 'Your changes have been saved.', type: 'success' };

export const node = (type: string, group: string, attributes: Partial<WireAttributes>, label?: WireMessage, messages: WireMessage[] = []): WireNode => ({
  type,
  group,
  attributes: { ...attributes, node_type: type },
  messages,
  meta: label ? { label } : {},
});
export const input = (group: string, name: string, type: string, more: Partial<WireAttributes> & { label?: string; messages?: WireMessage[] } = {}): WireNode => {
  const { label, messages = [], ...attributes } = more;
  return node('input', group, { name, type, disabled: false, ...attributes }, label === undefined ? undefined : info(1070002, label, { title: label, name }), messages);
};
export const submit = (group: string, value: string, id: number, label: string, name = 'method'): WireNode => node('input', group, { name, type: 'submit', value, disabled: false }, info(id, label));

export const csrf = input('default', 'csrf_token', 'hidden', { value: 'bWFza2Vk', required: true });

const traits = (group: string, values: Record<string, unknown> = {}, messages: Record<string, WireMessage[]> = {}): WireNode[] =>
  (
    [
      ['traits.email', 'email', 'Email', { required: true, autocomplete: 'email' }],
      ['traits.name.first', 'text', 'First name', {}],
      ['traits.name.last', 'text', 'Last name', {}],
      ['traits.website', 'url', 'Website', { autocomplete: 'url' }],
      ['traits.age', 'number', 'Age', {}],
      ['traits.color', 'text', 'Colour', { options: [{ value: 'red' }, { value: 'green' }, { value: 'blue' }] }],
      ['traits.newsletter', 'checkbox', 'Send me news once a month', {}],
    ] as const
  ).map(([name, type, label, more]) => input(group, name, type, { ...more, label, ...(name in values ? { value: values[name] } : {}), messages: messages[name] ?? [] }));

const ADA = { 'traits.email': 'ada@example.org', 'traits.name.first': 'Ada', 'traits.name.last': 'Lovelace', 'traits.color': 'green', 'traits.newsletter': true };
const identity = {
  id: '4b1f4d4e-6e4e-4b7e-9a37-6b7b7f0f6d11',
  traits: { email: 'ada@example.org', name: { first: 'Ada', last: 'Lovelace' }, color: 'green', newsletter: true },
  verifiable_addresses: [{ value: 'ada@example.org', verified: true }],
};

export const flow = (kind: string, nodes: readonly WireNode[], more: Partial<WireFlow> & { messages?: WireMessage[] } = {}): WireFlow => {
  const { messages, ...rest } = more;
  return {
    id: '8a4c1f7e-0a63-4cf5-9f6e-2a4a1e6b9d55',
    state: kind === 'settings' ? 'show_form' : 'choose_method',
    ui: { action: `${BASE}/self-service/${kind}?flow=8a4c1f7e-0a63-4cf5-9f6e-2a4a1e6b9d55`, method: 'POST', nodes, ...(messages ? { messages } : {}) },
    ...rest,
  };
};

const password = (autocomplete: string, messages: WireMessage[] = []): WireNode =>
  node('input', 'password', { name: 'password', type: 'password', required: true, autocomplete, disabled: false }, info(1070001, 'Password'), messages);
const identifier = (value = ''): WireNode => input('default', 'identifier', 'text', { value, required: true, autocomplete: 'username', label: 'Email' });

export const login = flow('login', [csrf, identifier(), password('current-password'), submit('password', 'password', 1010022, 'Sign in with password')]);
export const loginWrong = flow('login', [csrf, identifier('ada@example.org'), password('current-password'), submit('password', 'password', 1010022, 'Sign in with password')], {
  messages: [error(4000006, 'The sign-in name or the password is wrong. Check both and try again.')],
});
export const loginMany = flow('login', [
  submit('oidc', 'google', 1010002, 'Sign in with Google', 'provider'),
  submit('oidc', 'github', 1010002, 'Sign in with GitHub', 'provider'),
  csrf,
  identifier(),
  node('input', 'passkey', { name: 'passkey_login_trigger', type: 'button', value: '', disabled: false, onclickTrigger: 'oryPasskeyLogin' }, info(1010021, 'Sign in with a passkey')),
  input('passkey', 'passkey_login', 'hidden', { onloadTrigger: 'oryPasskeyLoginAutocompleteInit' }),
  password('current-password'),
  submit('password', 'password', 1010022, 'Sign in with password'),
]);
/** Somebody comes from Google, and has an account with a password. */
export const loginLink = flow(
  'login',
  [csrf, identifier(), password('current-password'), submit('password', 'password', 1010022, 'Sign in with password'), submit('oidc', 'github', 1010002, 'Sign in with GitHub', 'provider')],
  { messages: [info(1010016, 'You already have an account for “ada@example.org”.', { duplicateIdentifier: 'ada@example.org', duplicate_identifier: 'ada@example.org', provider: 'Google' })] },
);
export const refresh = flow('login', [csrf, input('default', 'identifier', 'hidden', { value: 'ada@example.org' }), password('current-password'), submit('password', 'password', 1010001, 'Sign in')], {
  refresh: true,
  messages: [info(1010003, 'Sign in again to confirm it’s you.')],
});
const secondSteps = [
  csrf,
  input('webauthn', 'webauthn_login', 'hidden', { value: '' }),
  node('input', 'webauthn', { name: 'webauthn_login_trigger', type: 'button', value: '{}', disabled: false, onclickTrigger: 'oryWebAuthnLogin' }, info(1010008, 'Use a security key')),
  node('input', 'totp', { name: 'totp_code', type: 'text', value: '', required: true, disabled: false }, info(1010006, 'Code from your authenticator app')),
  submit('totp', 'totp', 1010009, 'Use authenticator app'),
  node('input', 'lookup_secret', { name: 'lookup_secret', type: 'text', value: '', required: true, disabled: false }, info(1010007, 'Backup code')),
  submit('lookup_secret', 'lookup_secret', 1010010, 'Use backup code'),
];
const secondNotice = [info(1010004, 'Confirm it’s you with your second step.')];
export const secondFactor = flow('login', [csrf, ...secondSteps.slice(3)], { requested_aal: 'aal2', messages: secondNotice });
export const secondFactorWrong = flow(
  'login',
  secondSteps.map((given) => (given.attributes.name === 'lookup_secret' ? { ...given, messages: [error(4000016, 'This backup code is wrong. Check it and try again.')] } : given)),
  { requested_aal: 'aal2', messages: secondNotice },
);
/** In the middle of a change. */
export const stepUp = flow('login', secondSteps, { requested_aal: 'aal2', messages: secondNotice, return_to: `${BASE}/self-service/settings?flow=8a4c1f7e-0a63-4cf5-9f6e-2a4a1e6b9d55` });
export const refreshForKeys: WireFlow = { ...refresh, return_to: `${BASE}/ui/settings?flow=8a4c1f7e-0a63-4cf5-9f6e-2a4a1e6b9d55&section=keys` };

export const registration = flow('registration', [csrf, ...traits('default'), submit('profile', 'profile', 1040001, 'Create account')]);
export const registrationSecond = flow(
  'registration',
  [
    csrf,
    ...traits('default', ADA).map((given) => ({ ...given, attributes: { ...given.attributes, type: 'hidden' } })),
    password('new-password', [error(4000032, 'Use at least 8 characters for your password. You used 3.', { min_length: 8, actual_length: 3 })]),
    submit('password', 'password', 1040001, 'Create account'),
    submit('profile', 'previous', 1040008, 'Back', 'screen'),
  ],
  { messages: [info(1040009, 'Choose how you want to sign in.')] },
);

export const registrationMany = flow('registration', [
  csrf,
  ...traits('default').slice(0, 3),
  submit('profile', 'profile', 1040001, 'Create account'),
  ...[submit('oidc', 'google', 1040002, 'Sign up with Google', 'provider'), submit('oidc', 'github', 1040002, 'Sign up with GitHub', 'provider')],
]);
/** Google knows a first name, but no address. */
export const registrationMissing = flow('registration', [
  csrf,
  ...traits('default', { 'traits.name.first': 'Ada' }, { 'traits.email': [error(4000002, 'Property email is missing.', { property: 'email' })] }).slice(0, 3),
  submit('oidc', 'google', 1040003, 'Continue', 'provider'),
]);

const code = (id: number): WireNode =>
  node('input', 'code', { name: 'code', type: 'text', required: true, autocomplete: 'one-time-code', maxlength: 6, disabled: false }, info(id, 'Code we sent you'));
export const recovery = flow('recovery', [
  csrf,
  node('input', 'code', { name: 'email', type: 'email', required: true, disabled: false }, info(1070007, 'Email')),
  submit('code', 'code', 1070009, 'Continue'),
]);
export const recoverySent = flow(
  'recovery',
  [csrf, code(1070010), input('code', 'method', 'hidden', { value: 'code' }), submit('code', 'code', 1070009, 'Continue'), submit('code', 'ada@example.org', 1070008, 'Send a new code', 'email')],
  {
    state: 'sent_email',
    messages: [info(1060003, 'If the address you entered has an account, a code is on its way to it. Nothing there? Check the address and your spam folder.')],
  },
);
export const verified = flow('verification', [csrf, node('a', 'code', { id: 'continue', href: `${BASE}/ui/settings`, title: info(1070009, 'Continue') }, info(1070009, 'Continue'))], {
  state: 'passed_challenge',
  messages: [{ id: 1080002, text: 'Your email address is confirmed.', type: 'success' }],
});

const settingsNodes = [csrf, ...traits('profile', ADA), submit('profile', 'profile', 1070003, 'Save'), password('new-password'), submit('password', 'password', 1070003, 'Save')];
export const settings = flow('settings', settingsNodes, { identity });
export const settingsSaved = flow('settings', settingsNodes, { identity, state: 'success', messages: [saved] });
export const settingsWrong = flow(
  'settings',
  [
    csrf,
    ...traits(
      'profile',
      { ...ADA, 'traits.email': 'ada@', 'traits.age': 'old' },
      { 'traits.email': [error(4000040, '"ada@" is none.', { value: 'ada@' })], 'traits.age': [error(4000026, 'type', { allowed_types: ['integer'], actual_type: 'string' })] },
    ),
    submit('profile', 'profile', 1070003, 'Save'),
    password('new-password'),
    submit('password', 'password', 1070003, 'Save'),
  ],
  { identity },
);
export const passwordShort = flow(
  'settings',
  [
    csrf,
    ...traits('profile', ADA),
    submit('profile', 'profile', 1070003, 'Save'),
    password('new-password', [error(4000032, 'Use at least 8 characters for your password. You used 3.')]),
    submit('password', 'password', 1070003, 'Save'),
  ],
  { identity },
);
export const stale = flow('settings', settingsNodes, {
  identity,
  assurance: {
    'password.change': { satisfied: false, reason: 'session_refresh_required', redirect_browser_to: `${BASE}/self-service/login/browser?refresh=true&return_to=x` },
    'profile.identifier': { satisfied: false, reason: 'session_refresh_required', redirect_browser_to: `${BASE}/self-service/login/browser?refresh=true&return_to=x` },
  },
});

const CODES = ['4fj2k9qa', 'p0x8d3mz', 'b7c1v5ne', 'q2w9e4rt', 'm3n8s1ld', 'z6y2x4wq', 'h5g7t0aa', 'r9r3k2pp', 'c4v6b8nn', 'u1i3o5pl', 'e7d9s2xf', 'j0k4l6mh'];
const secrets = CODES.map((secret) => info(1050009, secret, { secret }));
const usedCode = info(1050014, 'Used 2026-11-01 10:00:00 UTC', { used_at: '2026-11-01T10:00:00Z', used_at_unix: 1 });
const facts = (name: string, added: string, used?: string, synced?: boolean): Record<string, unknown> => ({
  display_name: name,
  added_at: added,
  ...(used === undefined ? {} : { last_used_at: used }),
  ...(synced === undefined ? {} : { synced }),
});
const QR = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h2v1H4zM6 6h2v2H6zM4 6h1v2H4z"/></svg>').toString('base64')}`;
const script = node('script', 'webauthn', { id: 'webauthn_script', src: `${BASE}/.well-known/ory/webauthn.js`, integrity: 'sha512-x', crossorigin: 'anonymous', type: 'text/javascript' });
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const newApp = (messages: WireMessage[] = [], url = true): WireNode[] => [
  node('img', 'totp', { id: 'totp_qr', src: QR, width: 256, height: 256 }, info(1050005, 'QR code for your authenticator app')),
  node(
    'text',
    'totp',
    { id: 'totp_secret_key', text: info(1050006, SECRET, { secret: SECRET, ...(url ? { otpauth_url: `otpauth://totp/Zelos:ada%40example.org?secret=${SECRET}&issuer=Zelos` } : {}) }) },
    info(1050017, 'Key to type into your authenticator app if you cannot scan the QR code'),
  ),
  node('input', 'totp', { name: 'totp_display_name', type: 'text', disabled: false, maxlength: 60 }, info(1050910, 'Name of the authenticator app')),
  node('input', 'totp', { name: 'totp_code', type: 'text', required: true, disabled: false }, info(1070006, 'Code from your authenticator app'), messages),
  submit('totp', 'totp', 1070003, 'Save'),
];
const apps = [
  node(
    'input',
    'totp',
    { name: 'totp_unlink', type: 'submit', value: 'a1', disabled: false },
    info(1050912, 'Remove authenticator app “iPhone”', facts('iPhone', '2026-03-02T10:00:00Z', '2026-11-22T03:10:00Z')),
  ),
  node('input', 'totp', { name: 'totp_unlink', type: 'submit', value: 'b2', disabled: false }, info(1050912, 'Remove authenticator app', facts('', '2026-11-20T10:00:00Z'))),
];
const key = (group: 'passkey' | 'webauthn', id: string, more: Record<string, unknown>, last = false): WireNode[] => [
  node('input', group, { name: `${group}_remove`, type: 'submit', value: id, disabled: last }, info(group === 'passkey' ? 1050020 : 1050018, 'Remove', more)),
  node('input', group, { name: `${group}_rename`, type: 'submit', value: id, disabled: false }, info(1050921, 'Rename', more)),
];
const addPasskey = (messages: WireMessage[] = []): WireNode[] => [
  input('passkey', 'passkey_rename_to', 'text', { value: '', label: 'New name' }),
  node('input', 'passkey', { name: 'passkey_register_trigger', type: 'button', value: '', disabled: false, onclickTrigger: 'oryPasskeySettingsRegistration' }, info(1050019, 'Add passkey')),
  node('input', 'passkey', { name: 'passkey_settings_register', type: 'hidden', disabled: false }, undefined, messages),
  input('passkey', 'passkey_create_data', 'hidden', { value: '{}' }),
];
const addKey = [
  input('webauthn', 'webauthn_register_displayname', 'text', { value: '', label: 'Name of the security key' }),
  input('webauthn', 'webauthn_register', 'hidden', { value: '' }),
  node('input', 'webauthn', { name: 'webauthn_register_trigger', type: 'button', value: '{}', disabled: false, onclickTrigger: 'oryWebAuthnRegistration' }, info(1050012, 'Add security key')),
];
const codesNode = (list: WireMessage[]): WireNode =>
  node('text', 'lookup_secret', { id: 'lookup_secret_codes', text: info(1050015, '…', { secrets: list }) }, info(1050010, 'Your backup codes. Keep them in a safe place.'));

const account = (value: string, provider: string, added: string, called?: string, messages: WireMessage[] = []): WireNode =>
  node(
    'input',
    'oidc',
    { name: 'unlink', type: 'submit', value, disabled: messages.length > 0 },
    info(1050932, `Disconnect ${provider}${called === undefined ? '' : ` (${called})`}`, {
      provider,
      provider_id: provider.toLowerCase(),
      added_at: added,
      ...(called === undefined ? {} : { account: called }),
    }),
    messages,
  );
const offer = (value: string, provider: string, id = 1050002): WireNode =>
  node('input', 'oidc', { name: 'link', type: 'submit', value, disabled: false }, info(id, id === 1050002 ? `Connect ${provider}` : `Connect another ${provider} account`, { provider }));
const offers = [offer('google', 'Google'), offer('github', 'GitHub', 1050931)];

/** Everything can be set up, and fresh codes wait to be saved. */
export const everything = flow(
  'settings',
  [
    ...settingsNodes,
    ...offers,
    account('github', 'GitHub', '2026-09-02T10:00:00Z', 'ada-l'),
    codesNode([...secrets.slice(0, 11), usedCode]),
    submit('lookup_secret', 'true', 1050011, 'I have saved my backup codes', 'lookup_secret_confirm'),
    ...key('passkey', 'a1b2', facts('MacBook', '2026-06-01T10:00:00Z', '2026-11-22T03:10:00Z', true)),
    ...addPasskey(),
    ...addKey,
    script,
    ...newApp(),
  ],
  { identity, factors: { password: { first: 1, second: 0 }, passkey: { first: 1, second: 0 }, oidc: { first: 1, second: 0 } } },
);

/** Nothing is set up but a password. */
export const bare = flow(
  'settings',
  [...settingsNodes, submit('lookup_secret', 'true', 1050008, 'Make new backup codes', 'lookup_secret_regenerate'), ...addPasskey().slice(1), ...addKey, script, ...newApp([], false)],
  { identity, factors: { password: { first: 1, second: 0 } } },
);

/** All of it is set up, and more than one of some. */
export const secured = flow(
  'settings',
  [
    ...settingsNodes,
    node('input', 'lookup_secret', { name: 'lookup_secret_reveal', type: 'submit', value: 'true', disabled: false }, info(1050007, 'Show backup codes', { left: 9, total: 12 })),
    submit('lookup_secret', 'true', 1050008, 'Make new backup codes', 'lookup_secret_regenerate'),
    submit('lookup_secret', 'true', 1050016, 'Remove backup codes', 'lookup_secret_disable'),
    ...key('passkey', 'a1b2', facts('MacBook', '2026-06-01T10:00:00Z', '2026-11-22T03:10:00Z', true)),
    ...key('passkey', 'c3d4', facts('Android', '2026-11-10T10:00:00Z', undefined, false)),
    ...addPasskey(),
    ...key('webauthn', 'e5f6', facts('YubiKey 5C', '2025-10-01T10:00:00Z', '2026-10-30T03:10:00Z', false)),
    input('webauthn', 'webauthn_rename_to', 'text', { value: '', label: 'New name' }),
    ...addKey,
    script,
    ...apps,
    submit('totp', 'true', 1050911, 'Add another authenticator app', 'totp_add'),
  ],
  {
    identity,
    factors: { password: { first: 1, second: 0 }, passkey: { first: 2, second: 0 }, totp: { first: 0, second: 2 }, webauthn: { first: 0, second: 1 }, lookup_secret: { first: 0, second: 1 } },
  },
);

/** After a press on the button that shows what is left. */
export const revealed = flow(
  'settings',
  [
    ...settingsNodes,
    node('text', 'lookup_secret', { id: 'lookup_secret_codes', text: info(1050913, '11 of 12 left', { left: 11, total: 12, used: [usedCode] }) }, info(1050010, 'Your backup codes')),
    submit('lookup_secret', 'true', 1050016, 'Remove backup codes', 'lookup_secret_disable'),
    submit('lookup_secret', 'true', 1050008, 'Make new backup codes', 'lookup_secret_regenerate'),
  ],
  { identity, factors: { password: { first: 1, second: 0 }, lookup_secret: { first: 0, second: 1 } } },
);

const connectedWith = (nodes: readonly WireNode[], factors: WireFlow['factors'] = { password: { first: 1, second: 0 }, oidc: { first: 3, second: 0 } }): WireFlow =>
  flow('settings', [...settingsNodes, ...nodes], { identity, ...(factors ? { factors } : {}) });
/** Two accounts at one provider, one without a name at another, and one at a provider that is gone. */
export const connected = connectedWith([
  ...[offer('github', 'GitHub', 1050931), offer('google', 'Google', 1050931), offer('gitlab', 'GitLab')],
  account('l1', 'Google', '2026-09-02T10:00:00Z', 'ada@example.org'),
  account('l2', 'Google', '2026-11-22T03:10:00Z', 'countess.of.lovelace.augusta.ada.king@mail.example.org'),
  account('github', 'GitHub', '2025-03-02T10:00:00Z'),
  account('myspace', 'myspace', '2019-03-02T10:00:00Z', 'ada'),
]);
/** No password: the one account there is must stay. */
export const onlyConnected = connectedWith(
  [
    offer('google', 'Google', 1050931),
    offer('gitlab', 'GitLab'),
    account('google', 'Google', '2026-09-02T10:00:00Z', 'ada@example.org', [info(1050933, 'This is your last way to sign in. Add another one first.')]),
  ],
  { oidc: { first: 1, second: 0 } },
);
/** As Kratos tells it: no facts, and no offer of what is connected. */
export const connectedPlain = connectedWith([
  node('input', 'oidc', { name: 'link', type: 'submit', value: 'google', disabled: false }, info(1050002, 'Connect Google', { provider: 'Google' })),
  node('input', 'oidc', { name: 'unlink', type: 'submit', value: 'github', disabled: false }, info(1050003, 'Disconnect GitHub', { provider: 'GitHub' })),
]);

/** One app, which is the only second step. */
export const onlyApp = flow('settings', [...settingsNodes, submit('lookup_secret', 'true', 1050008, 'Make new backup codes', 'lookup_secret_regenerate'), apps[0]!], {
  identity,
  factors: { password: { first: 1, second: 0 }, totp: { first: 0, second: 1 } },
});
/** No password, and one passkey that is on one device. */
export const onlyPasskey = flow(
  'settings',
  [
    ...settingsNodes,
    ...key('passkey', 'c3d4', facts('Android', '2026-11-10T10:00:00Z', undefined, false), true),
    ...addPasskey([error(4050921, 'This security key or passkey cannot be added. Use another one.')]),
  ],
  {
    identity,
    factors: { passkey: { first: 1, second: 0 } },
  },
);
const another = newApp([error(4000008, 'This code is wrong. Enter the code the app shows now.')]);
export const anotherApp = flow('settings', [...settingsNodes, apps[0]!, ...another], { identity, factors: { password: { first: 1, second: 0 }, totp: { first: 0, second: 1 } } });
const refreshFirst = { satisfied: false, reason: 'session_refresh_required', redirect_browser_to: `${BASE}/self-service/login/browser?refresh=true&return_to=x` };
/** Signed in too long ago for any change of these. */
export const securedStale: WireFlow = {
  ...secured,
  assurance: Object.fromEntries(
    ['oidc.link', 'oidc.unlink', 'totp.enrol', 'totp.remove', 'passkey.add', 'passkey.remove', 'webauthn.add', 'webauthn.remove', 'lookup_secret.regenerate', 'lookup_secret.disable'].map(
      (operation) => [operation, refreshFirst],
    ),
  ),
};

const session = (id: string, at: string, agent: string, ip: string, location = ''): WireSession => ({ id, authenticated_at: at, identity, devices: [{ ip_address: ip, user_agent: agent, location }] });
export const current = session(
  '0a3d0b8e-65b2-4e4a-8f43-b1c0c1a3b7f1',
  '2026-11-22T03:10:00Z',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  '203.0.113.7',
  'Berlin, DE',
);
export const others = [
  session(
    '5f8a0f0e-0b5d-4d0c-9bb2-0a9a4c8d1e22',
    '2026-11-20T10:00:00Z',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    '198.51.100.20',
    'Hamburg, DE',
  ),
  session('9e2b7c1d-7a4c-4b0a-8c0d-2f8f6f1a9c33', '2026-09-01T10:00:00Z', '-', '2001:db8::17'),
];

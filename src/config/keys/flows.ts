import { s } from '../spec.ts';
import { assurance } from './assurance.ts';
import type { HookName } from './hooks.ts';
import { hooks } from './hooks.ts';

const returnUrl = s.url('Where a browser goes afterwards', { relative: true, schemes: [] });
const returnUrlOr = <const Other extends string>(derived: Other) => s.url('Where a browser goes afterwards', { relative: true, schemes: [], derived });
const SITE_DEFAULT = '`selfservice.default_browser_return_url`';
const FLOW_DEFAULT = 'the one of the flow';
const before = s.object('Before the flow starts', { hooks: hooks('Hooks', 'web_hook') });
const page = (name: string) => s.url('Page that shows the form; gets `?flow=`', { relative: true, derived: `the built-in page, \`<public>/ui/${name}\`` });
const lifespan = s.duration('Life of a flow', { default: '1h', min: 1 });
const hooksMode = s.choice('`add`: hooks of the method run after those of the flow; `override`: they replace them', ['add', 'override'], {
  derived: '`add`, `override` with `preset: kratos`',
  own: true,
});

const afterSettings = s.object('After a change by this method', {
  default_browser_return_url: returnUrl,
  hooks: hooks('Hooks', 'web_hook', 'revoke_active_sessions', 'verification', 'verify'),
});
const settings = s.object('Settings: a signed-in person changes their account', {
  ui_url: page('settings'),
  lifespan,
  privileged_session_max_age: s.duration('How long after signing in credentials and addresses may be changed; `0s` always asks to sign in again', { default: '1h' }),
  required_aal: s.choice('Assurance that the whole flow asks for', ['aal1', 'aal2', 'highest_available'], { default: 'highest_available' }),
  assurance,
  before,
  after: s.object('After a change', {
    default_browser_return_url: returnUrl,
    hooks: hooks('Hooks after every change', 'web_hook', 'revoke_active_sessions'),
    hooks_mode: hooksMode,
    profile: s.object('After a change of traits', {
      default_browser_return_url: returnUrl,
      hooks: hooks('Hooks', 'web_hook', 'revoke_active_sessions', 'show_verification_ui', 'verify_new_address', 'notify_previous_addresses', 'verification', 'verify'),
    }),
    password: afterSettings,
    totp: afterSettings,
    oidc: afterSettings,
    webauthn: afterSettings,
    passkey: afterSettings,
    lookup_secret: afterSettings,
  }),
});

const afterMethod = <const Name extends HookName>(...names: readonly Name[]) =>
  s.object('After signing in by this method', { default_browser_return_url: returnUrlOr(FLOW_DEFAULT), hooks: hooks('Hooks', ...names) });
const afterLogin = afterMethod('revoke_active_sessions', 'require_verified_address', 'web_hook', 'verification', 'verify', 'show_verification_ui');
const login = s.object('Signing in', {
  ui_url: page('login'),
  lifespan,
  style: s.choice('One step, or first the identifier', ['unified', 'identifier_first'], { default: 'unified' }),
  before,
  after: s.object('After signing in', {
    default_browser_return_url: returnUrlOr(SITE_DEFAULT),
    hooks: hooks('Hooks', 'revoke_active_sessions', 'require_verified_address', 'web_hook', 'verification', 'verify', 'show_verification_ui'),
    hooks_mode: hooksMode,
    password: afterLogin,
    webauthn: afterLogin,
    passkey: afterLogin,
    code: afterLogin,
    totp: afterLogin,
    lookup_secret: afterLogin,
    oidc: afterMethod('revoke_active_sessions', 'web_hook', 'require_verified_address'),
  }),
});

const afterRegistration = afterMethod('session', 'web_hook', 'show_verification_ui');
const registration = s.object('Registration', {
  enabled: s.boolean('People may register themselves', { default: true }),
  ui_url: page('registration'),
  lifespan,
  style: s.choice('One screen, or first the profile', ['unified', 'profile_first'], { default: 'profile_first' }),
  enable_legacy_one_step: s.boolean('Older way to say `style: unified`', { default: false }),
  login_hints: s.boolean('Say how to sign in when the account exists', { default: false }),
  before,
  after: s.object('After registering', {
    default_browser_return_url: returnUrlOr(SITE_DEFAULT),
    hooks: hooks('Hooks', 'session', 'web_hook', 'show_verification_ui'),
    hooks_mode: hooksMode,
    password: afterRegistration,
    webauthn: afterRegistration,
    passkey: afterRegistration,
    oidc: afterRegistration,
    code: afterRegistration,
  }),
});

const mailed = <const Name extends HookName>(help: string, name: 'recovery' | 'verification', ...names: readonly Name[]) =>
  s.object(help, {
    enabled: s.boolean('The flow is there', { default: false }),
    ui_url: page(name),
    lifespan,
    use: s.choice('What is mailed', ['link', 'code'], { default: 'code' }),
    notify_unknown_recipients: s.boolean('Mail addresses that nobody has, too', { default: false }),
    before,
    after: s.object('Afterwards', { default_browser_return_url: returnUrlOr(SITE_DEFAULT), hooks: hooks('Hooks', ...names) }),
  });

export const flows = s.object('What people can do themselves', {
  settings,
  login,
  registration,
  recovery: mailed('Back into an account whose password is forgotten', 'recovery', 'web_hook', 'revoke_active_sessions'),
  verification: mailed("Proving that an address is one's own", 'verification', 'web_hook'),
  logout: s.object('Signing out', {
    after: s.object('Afterwards', { default_browser_return_url: returnUrlOr(SITE_DEFAULT) }),
    clear_browser_data: s.boolean('Tell the browser to forget what it has of the site', { default: false }),
  }),
  error: s.object('Errors', { ui_url: s.url('Page that shows an error; gets `?id=`', { relative: true, derived: 'the built-in page, `<public>/ui/error`' }) }),
});

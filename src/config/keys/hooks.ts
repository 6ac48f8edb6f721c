import { type OutOf, s } from '../spec.ts';
import { callAuth, callSignature } from './web-call.ts';

export const HOOKS = {
  session: s.object('Signs the person in who has just registered', {}),
  web_hook: s.object('Calls a URL', {
    config: s.object('The call', {
      id: s.text('Name for logs'),
      url: s.url('Where to', { required: true }),
      method: s.text('HTTP method', { required: true }),
      headers: s.record('Headers', s.text('Value'), { default: {} }),
      body: s.text('Jsonnet template of the body: an address (file, http, https, base64) or the template itself'),
      can_interrupt: s.boolean('It is asked before anything is written, and its answer may stop the flow', { default: false }),
      emit_analytics_event: s.boolean('Analytics', { default: true, inert: 'there are no analytics' }),
      response: s.object('What becomes of the answer', {
        ignore: s.boolean('Any answer will do, also one that says that it failed', { default: false }),
        parse: s.boolean('It is asked before anything is written, and its answer may stop the flow or change the identity', { default: false }),
      }),
      auth: callAuth,
      signature: callSignature,
    }),
  }),
  revoke_active_sessions: s.object('Ends the other sessions', {}),
  require_verified_address: s.object('Refuses people without a verified address', {}),
  verification: s.object('Starts a verification of new addresses', {}),
  verify: s.object('Another name of `verification`', {}),
  show_verification_ui: s.object('Sends the person to the verification page', {}),
  verify_new_address: s.object('Holds a new address back until its code was entered', {}),
  notify_previous_addresses: s.object('Mails the former addresses', {
    config: s.object('Whom', { recipients: s.choice('Which addresses', ['removed', 'all_verified', 'all'], { default: 'removed' }) }),
  }),
} as const;
export type HookName = keyof typeof HOOKS;
/** Any of them, as the program gets it. */
export type AnyHook = { [Name in HookName]: { readonly hook: Name } & OutOf<(typeof HOOKS)[Name]> }[HookName];

/** A list of hooks, of which only some make sense at its place. */
export function hooks<const Name extends HookName>(help: string, ...names: readonly Name[]) {
  const allowed = Object.fromEntries(names.map((name) => [name, HOOKS[name]])) as Pick<typeof HOOKS, Name>;
  return s.list(help, s.variants('Hook', 'hook', allowed), { default: [], unique: true });
}

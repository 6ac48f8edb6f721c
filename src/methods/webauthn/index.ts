import { isSet, required, textField } from '../../flow/fields.ts';
import type { SettingsMethod, Submission } from '../../flow/settings/method.ts';
import { m } from '../../messages/catalogue.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { handleOf, newCredential, requireNew } from '../../webauthn/keys.ts';
import { keepLastWayIn, keyName, type Managing, managed, managingNodes, shownKeys } from '../../webauthn/manage.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { refused, verifyRegistration } from '../../webauthn/verify.ts';
import { type AddedKey, addedKey, addingNodes } from './adding.ts';
import { isPasswordless, keysFor, leavesOutApps } from './options.ts';

type KeySubmission = Submission & { readonly does: ({ readonly kind: 'add' } & AddedKey) | Managing };

/** Adding, renaming and removing security keys (SPEC §3.4): a second factor, or with `passwordless` a way to sign in. */
export const webauthn: SettingsMethod<KeySubmission, Asked> = {
  id: 'webauthn',
  group: 'webauthn',
  operations: ['webauthn.add', 'webauthn.remove', 'webauthn.rename'],
  triggers: ['webauthn_register', 'webauthn_remove', 'webauthn_rename'],
  byName: false,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.webauthn.enabled,
  leavesOut: leavesOutApps,

  countUsable(account, config) {
    if (!webauthn.enabled(config)) return { first: 0, second: 0 };
    // Signing in asks for a name first, so a key without one is no way in.
    const first = isPasswordless(config) ? keysFor(account, 'aal1').filter(({ identifiers }) => identifiers.length > 0).length : 0;
    return { first, second: keysFor(account, 'aal2').length };
  },

  render(view) {
    const { account, config, schema, flowType, usable } = view;
    const { keys, draft } = shownKeys('webauthn', view, view.draft ?? ask());
    const { passkeyDisplayName, login } = schema.identifiers(account.identity.traits);
    const party = relyingParty('webauthn', config).name;
    // Kratos shows the site's own name in place of the account's.
    const name = config.preset === 'kratos' ? party : (passkeyDisplayName ?? Object.values(login).flat()[0] ?? party);
    const adding = addingNodes(draft, { user: { id: handleOf(account), name }, account }, m.settingsWebauthnAdd(), flowType === 'browser', config);
    return { nodes: [...managingNodes('webauthn', keys, usable, config), ...adding], draft };
  },

  parse(body, { config }) {
    const made = textField(body, 'webauthn_register');
    if (made) return { operation: 'webauthn.add', does: { kind: 'add', ...addedKey(made, body, config) } };
    const remove = textField(body, 'webauthn_remove');
    if (remove) return { operation: 'webauthn.remove', does: { kind: 'remove', id: remove } };
    const name = keyName(textField(body, 'webauthn_rename_to'), 'webauthn_rename_to');
    if (name === undefined) throw required('webauthn_rename_to');
    return { operation: 'webauthn.rename', does: { kind: 'rename', id: textField(body, 'webauthn_rename') ?? '', name } };
  },

  echo: ({ webauthn_register_displayname: name }, { config }) => (typeof name === 'string' && config.preset !== 'kratos' ? { webauthn_register_displayname: name } : {}),

  afterRefusal: (draft, body, config) => (isSet(body['webauthn_register']) ? askAgain(draft, config) : draft),

  async submit({ submission: { does }, account, config, draft, usable, now }) {
    if (does.kind !== 'add') {
      const { key, change } = managed('webauthn', does, account);
      if (does.kind === 'remove') keepLastWayIn(key, usable, config);
      return { kind: 'save', changes: [change] };
    }
    if (draft === undefined) throw refused();
    const made = await verifyRegistration(does.response, { party: relyingParty('webauthn', config), challenge: draft.challenge, verified: false });
    requireNew(account, made.id, 'webauthn_register');
    const passwordless = isPasswordless(config);
    return {
      kind: 'save',
      changes: [{ type: 'setCredential', credential: newCredential('webauthn', made, { name: does.name, handle: handleOf(account), passwordless, now }) }],
      authentication: { method: 'webauthn', aal: passwordless ? 'aal1' : 'aal2' },
      taken: { field: 'webauthn_register', message: m.keyTaken() },
    };
  },
};

import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { SettingsMethod, Submission } from '../../flow/settings/method.ts';
import { m } from '../../messages/catalogue.ts';
import { input, type Node } from '../../ui/nodes.ts';
import { readRegistration } from '../../webauthn/answer.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { handleOf, keysOf, newCredential, requireNew } from '../../webauthn/keys.ts';
import { keepLastWayIn, keyName, type Managing, managed, managingNodes, shownKeys } from '../../webauthn/manage.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { scriptNode } from '../../webauthn/script.ts';
import { refused, verifyRegistration } from '../../webauthn/verify.ts';
import { creation, displayName, mustVerifyNew } from './options.ts';

type PasskeySubmission = Submission & { readonly does: { readonly kind: 'add'; readonly response: RegistrationResponseJSON; readonly name: string | undefined } | Managing };

/** Adding, renaming and removing passkeys (SPEC §3.5). `passkey_register` is the name that Ory's guide uses. */
export const passkey: SettingsMethod<PasskeySubmission, Asked> = {
  id: 'passkey',
  group: 'passkey',
  operations: ['passkey.add', 'passkey.remove', 'passkey.rename'],
  triggers: ['passkey_settings_register', 'passkey_register', 'passkey_remove', 'passkey_rename'],
  byName: false,
  flowTypes: ['api', 'browser'],
  enabled: (config) => config.selfservice.methods.passkey.enabled,
  countUsable: (account, config) => ({ first: passkey.enabled(config) ? keysOf(account, 'passkey').length : 0, second: 0 }),

  render(view) {
    const { account, config, schema, flowType, usable } = view;
    const { keys, draft } = shownKeys('passkey', view, view.draft ?? ask());
    const managing = managingNodes('passkey', keys, usable, config);
    const name = displayName(account, schema, config);
    if (name === undefined) return { nodes: managing, messages: [m.identifierMissing()] };
    const options = creation({ challenge: draft.challenge, user: { id: handleOf(account), name }, account }, config);
    const page = flowType === 'browser';
    const nodes: Node[] = [
      ...managing,
      input('passkey', 'passkey_register_trigger', 'button', {
        value: '',
        ...(page ? { onclick: 'window.oryPasskeySettingsRegistration()' } : {}),
        onclickTrigger: 'oryPasskeySettingsRegistration',
        label: m.settingsPasskeyAdd(),
      }),
      input('passkey', 'passkey_settings_register', 'hidden'),
      input('passkey', 'passkey_create_data', 'hidden', { value: JSON.stringify(options) }),
      ...(page ? [scriptNode(draft.nonce, config)] : []),
    ];
    return { nodes, draft };
  },

  parse(body) {
    const made = textField(body, 'passkey_settings_register') || textField(body, 'passkey_register');
    if (made) return { operation: 'passkey.add', does: { kind: 'add', response: readRegistration(made), name: keyName(textField(body, 'passkey_display_name'), 'passkey_display_name') } };
    const remove = textField(body, 'passkey_remove');
    if (remove) return { operation: 'passkey.remove', does: { kind: 'remove', id: remove } };
    const name = keyName(textField(body, 'passkey_rename_to'), 'passkey_rename_to');
    if (name === undefined) throw required('passkey_rename_to');
    return { operation: 'passkey.rename', does: { kind: 'rename', id: textField(body, 'passkey_rename') ?? '', name } };
  },

  afterRefusal: (draft, body, config) => (isSet(body['passkey_settings_register']) || isSet(body['passkey_register']) ? askAgain(draft, config) : draft),

  async submit({ submission: { does }, account, config, draft, usable, now }) {
    if (does.kind !== 'add') {
      const { key, change } = managed('passkey', does, account);
      if (does.kind === 'remove') keepLastWayIn(key, usable, config);
      return { kind: 'save', changes: [change] };
    }
    if (draft === undefined) throw refused();
    const made = await verifyRegistration(does.response, { party: relyingParty('passkey', config), challenge: draft.challenge, verified: mustVerifyNew(config) });
    requireNew(account, made.id, 'passkey_settings_register');
    // Kratos gives passkeys no name; ours get that of their authenticator.
    const name = does.name ?? (config.preset === 'kratos' ? '' : undefined);
    return {
      kind: 'save',
      changes: [{ type: 'setCredential', credential: newCredential('passkey', made, { name, handle: handleOf(account), passwordless: true, now }) }],
      authentication: { method: 'passkey', aal: 'aal1' },
      taken: { field: 'passkey_settings_register', message: m.keyTaken() },
    };
  },
};

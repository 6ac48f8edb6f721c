import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { uuid } from '../../crypto/random.ts';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import { m } from '../../messages/catalogue.ts';
import { input } from '../../ui/nodes.ts';
import { readRegistration } from '../../webauthn/answer.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { newCredential, ownHandle } from '../../webauthn/keys.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { scriptNode } from '../../webauthn/script.ts';
import { refused, verifyRegistration } from '../../webauthn/verify.ts';
import { creation, mustVerifyNew } from './options.ts';

/** The account to be: the passkey is made before it is, and knows it by its id. */
interface Begun extends Asked {
  readonly identityId: string;
}

/** Creating an account with a passkey. */
export const passkeyRegistration: RegistrationMethod<RegistrationResponseJSON, Begun> = {
  id: 'passkey',
  group: 'passkey',
  triggers: ['passkey_register'],
  enabled: (config) => config.selfservice.methods.passkey.enabled,

  render({ config, schema, flowType, draft = { ...ask(), identityId: uuid() } }) {
    const page = flowType === 'browser';
    // The page puts in what was typed into the first of these fields that has something.
    const fields = schema.passkeyNameFields;
    const credentialOptions = creation({ challenge: draft.challenge, user: { id: ownHandle(draft.identityId), name: relyingParty('passkey', config).name } }, config);
    return {
      nodes: [
        ...(page ? [scriptNode(draft.nonce, config)] : []),
        input('passkey', 'passkey_register_trigger', 'button', {
          ...(page ? { onclick: 'window.oryPasskeyRegistration()' } : {}),
          onclickTrigger: 'oryPasskeyRegistration',
          label: m.registrationPasskeyTrigger(),
        }),
        input('passkey', 'passkey_register', 'hidden'),
        input('passkey', 'passkey_create_data', 'hidden', { value: JSON.stringify({ credentialOptions, displayNameFieldName: fields[0] ?? '', displayNameFieldNames: fields }) }),
      ],
      draft,
    };
  },

  parse(body) {
    const made = textField(body, 'passkey_register');
    if (!made) throw required('passkey_register');
    return readRegistration(made);
  },

  afterRefusal: (draft, body, config) => (isSet(body['passkey_register']) ? askAgain(draft, config) : draft),

  async submit({ submission: response, config, draft, now }) {
    if (draft === undefined) throw refused();
    const made = await verifyRegistration(response, { party: relyingParty('passkey', config), challenge: draft.challenge, verified: mustVerifyNew(config) });
    const name = config.preset === 'kratos' ? '' : undefined;
    return {
      identityId: draft.identityId,
      credentials: [newCredential('passkey', made, { name, handle: ownHandle(draft.identityId), passwordless: true, now })],
      authentication: { method: 'passkey', aal: 'aal1' },
    };
  },
};

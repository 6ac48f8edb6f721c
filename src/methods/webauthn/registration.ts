import { uuid } from '../../crypto/random.ts';
import { ValidationError } from '../../errors.ts';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { RegistrationMethod } from '../../flow/registration/method.ts';
import { m } from '../../messages/catalogue.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { newCredential, ownHandle } from '../../webauthn/keys.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { refused, verifyRegistration } from '../../webauthn/verify.ts';
import { type AddedKey, addedKey, addingNodes } from './adding.ts';
import { isPasswordless, leavesOutApps } from './options.ts';

/** The account to be: the key is registered before it is, and knows it by its id. */
interface Begun extends Asked {
  readonly identityId: string;
}

/** Creating an account with a security key alone. */
export const webauthnRegistration: RegistrationMethod<AddedKey, Begun> = {
  id: 'webauthn',
  group: 'webauthn',
  triggers: ['webauthn_register'],
  enabled: (config) => config.selfservice.methods.webauthn.enabled && isPasswordless(config),
  leavesOut: leavesOutApps,

  render({ config, flowType, draft = { ...ask(), identityId: uuid() } }) {
    const user = { id: ownHandle(draft.identityId), name: relyingParty('webauthn', config).name };
    return { nodes: addingNodes(draft, { user }, m.registrationWebauthnTrigger(), flowType === 'browser', config), draft };
  },

  parse(body, { config }) {
    const made = textField(body, 'webauthn_register');
    if (!made) throw required('webauthn_register');
    return addedKey(made, body, config);
  },

  afterRefusal: (draft, body, config) => (isSet(body['webauthn_register']) ? askAgain(draft, config) : draft),

  async submit({ submission: { response, name }, traits, schema, config, draft, now }) {
    if (draft === undefined) throw refused();
    if ((schema.identifiers(traits).login['webauthn'] ?? []).length === 0) throw new ValidationError({ message: m.identifierMissing() });
    const made = await verifyRegistration(response, { party: relyingParty('webauthn', config), challenge: draft.challenge, verified: false });
    return {
      identityId: draft.identityId,
      credentials: [newCredential('webauthn', made, { name, handle: ownHandle(draft.identityId), passwordless: true, now })],
      authentication: { method: 'webauthn', aal: 'aal1' },
    };
  },
};

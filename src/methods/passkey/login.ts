import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { ValidationError } from '../../errors.ts';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { LoginMethod } from '../../flow/login/method.ts';
import type { CredentialType } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import { input } from '../../ui/nodes.ts';
import { readAssertion } from '../../webauthn/answer.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { descriptors, handleOfKey, isOwnHandle, keysOf, used } from '../../webauthn/keys.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { scriptNode } from '../../webauthn/script.ts';
import { refused, verifyAssertion } from '../../webauthn/verify.ts';
import { mustVerify, request } from './options.ts';

/** Credentials that carry the names their person signs in with. */
const DERIVED: readonly CredentialType[] = ['password', 'webauthn', 'code'];

/** Signing in with a passkey, from a button or from the browser's suggestions below the field of the name. */
export const passkeyLogin: LoginMethod<AuthenticationResponseJSON, Asked> = {
  id: 'passkey',
  group: 'passkey',
  triggers: ['passkey_login'],
  enabled: (config, aal) => config.selfservice.methods.passkey.enabled && aal === 'aal1',

  render({ account, config, flowType, draft = ask() }) {
    const keys = account && keysOf(account, 'passkey');
    if (keys?.length === 0) return { nodes: [] };
    const page = flowType === 'browser';
    const [known] = account?.credentials.find(({ type, identifiers }) => DERIVED.includes(type) && identifiers.length > 0)?.identifiers ?? [];
    const script = page ? [scriptNode(draft.nonce, config)] : [];
    const trigger = input('passkey', 'passkey_login_trigger', 'button', {
      value: '',
      ...(page ? { onclick: 'window.oryPasskeyLogin()' } : {}),
      onclickTrigger: 'oryPasskeyLogin',
      label: m.loginPasskeyTrigger(),
    });
    const suggestions = [
      input('passkey', 'passkey_login', 'hidden', { ...(page ? { onload: 'window.oryPasskeyLoginAutocompleteInit()' } : {}), onloadTrigger: 'oryPasskeyLoginAutocompleteInit' }),
      input('passkey', 'passkey_challenge', 'hidden', { value: JSON.stringify(request(draft.challenge, descriptors(keys ?? []), config)) }),
    ];
    return {
      ...(account && known === undefined ? {} : { identifier: { webauthn: true, ...(known === undefined ? {} : { value: known }) } }),
      nodes: [...script, trigger, ...suggestions],
      ...(page ? { besideName: [...script, ...suggestions] } : {}),
      draft,
    };
  },

  parse(body) {
    const answer = textField(body, 'passkey_login');
    if (!answer) throw required('passkey_login');
    return readAssertion(answer);
  },

  afterRefusal: (draft, body, config) => (isSet(body['passkey_login']) ? askAgain(draft, config) : draft),

  async submit({ submission: response, account, config, draft, now, findByKey }) {
    const person = await findByKey(response.id);
    const key = person && keysOf(person, 'passkey').find(({ slot }) => slot === response.id);
    if (!key) throw new ValidationError({ message: m.noSuchWebauthnUser() });
    const handle = response.response.userHandle;
    // Where nobody has said who they are, the handle does (WebAuthn §7.2 step 6).
    if (handle === undefined ? account === undefined : handle !== handleOfKey(key, person))
      throw handle === undefined || isOwnHandle(handle) ? refused() : new ValidationError({ message: m.noSuchWebauthnUser() });
    if (draft === undefined || (account && account.identity.id !== person.identity.id)) throw refused();
    const facts = await verifyAssertion(
      response,
      { party: relyingParty('passkey', config), challenge: draft.challenge, verified: mustVerify(config) },
      { publicKey: key.config.public_key, backupEligible: key.config.flags?.backup_eligible },
    );
    return { kind: 'proven', account: person, authentication: { method: 'passkey', aal: 'aal1' }, changes: [used('passkey', key, facts, now)] };
  },
};

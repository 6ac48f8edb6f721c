// Talks to security keys and passkeys for the page that loads it. A flow's nodes name the functions below in `onclickTrigger`
// and `onloadTrigger`; each reads what it needs from inputs of the form, writes the answer into an input, and sends the form.
(() => {
  'use strict';

  const find = (selector) => document.querySelector(selector);
  const named = (name) => `[name="${name}"]`;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');
  const withBytes = (descriptors) => descriptors?.map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));

  const forCreate = ({ publicKey }) => ({
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    ...(publicKey.excludeCredentials ? { excludeCredentials: withBytes(publicKey.excludeCredentials) } : {}),
  });
  const forGet = ({ publicKey }) => ({
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    ...(publicKey.allowCredentials ? { allowCredentials: withBytes(publicKey.allowCredentials) } : {}),
  });

  const asJson = ({ id, rawId, type, response, authenticatorAttachment }, parts) =>
    JSON.stringify({
      id,
      rawId: toText(rawId),
      type,
      ...(authenticatorAttachment ? { authenticatorAttachment } : {}),
      clientExtensionResults: {},
      response: Object.fromEntries(
        parts
          .filter((part) => response[part])
          .map((part) => [part, toText(response[part])])
          .concat(response.getTransports ? [['transports', response.getTransports()]] : []),
      ),
    });
  const created = (credential) => asJson(credential, ['clientDataJSON', 'attestationObject']);
  const got = (credential) => asJson(credential, ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']);

  // One question at a time: autofill waits in the background and gives way to whatever the person presses.
  let waiting;
  const signal = () => {
    waiting?.abort();
    waiting = new AbortController();
    return waiting.signal;
  };

  // The person closing the browser's window is no error; a page that wants to tell of one listens for the event.
  const trouble = (error) => {
    if (error.name === 'AbortError') return;
    document.dispatchEvent(new CustomEvent('webauthn-error', { detail: { name: error.name, message: error.message } }));
  };

  async function answer(selector, ask) {
    try {
      if (!window.PublicKeyCredential) throw new DOMException('This browser has no WebAuthn, or the page was not loaded over https.', 'NotSupportedError');
      const text = await ask();
      const input = find(selector);
      input.value = text;
      input.closest('form').submit();
    } catch (error) {
      trouble(error);
    }
  }

  // As an object, as JSON text, or as the value of the button that was pressed.
  const optionsIn = (given, selector) => (typeof given === 'object' && given !== null ? given : JSON.parse(typeof given === 'string' ? given : find(selector).value));

  const create = (result, options) => answer(result, async () => created(await navigator.credentials.create({ publicKey: forCreate(options()), signal: signal() })));
  const get = (result, options) => answer(result, async () => got(await navigator.credentials.get({ publicKey: forGet(options()), signal: signal() })));

  const functions = {
    oryWebAuthnRegistration: (options, result = named('webauthn_register'), trigger = named('webauthn_register_trigger')) => create(result, () => optionsIn(options, trigger)),
    oryWebAuthnLogin: (options, result = named('webauthn_login'), trigger = named('webauthn_login_trigger')) => get(result, () => optionsIn(options, trigger)),

    oryPasskeyRegistration: () =>
      create(named('passkey_register'), () => {
        const { credentialOptions, displayNameFieldName, displayNameFieldNames = [displayNameFieldName] } = optionsIn(undefined, named('passkey_create_data'));
        const name = displayNameFieldNames.map((field) => find(named(field))?.value).find((value) => value);
        if (name) Object.assign(credentialOptions.publicKey.user, { name, displayName: name });
        return credentialOptions;
      }),
    oryPasskeySettingsRegistration: () => create(named('passkey_settings_register'), () => optionsIn(undefined, named('passkey_create_data'))),

    oryPasskeyLogin: () => get(named('passkey_login'), () => optionsIn(undefined, named('passkey_challenge'))),
    oryPasskeyLoginAutocompleteInit: async () => {
      if (!find(named('passkey_challenge')) || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
      const options = optionsIn(undefined, named('passkey_challenge'));
      await answer(named('passkey_login'), async () => got(await navigator.credentials.get({ publicKey: forGet(options), mediation: 'conditional', signal: signal() })));
    },
  };
  Object.assign(window, functions);

  // Pages whose policy forbids inline handlers can write the triggers as attributes.
  const bind = () => {
    for (const element of document.querySelectorAll('[onclicktrigger]:not([onclick])')) element.addEventListener('click', () => functions[element.getAttribute('onclicktrigger')]?.());
    for (const element of document.querySelectorAll('[onloadtrigger]:not([onload])')) functions[element.getAttribute('onloadtrigger')]?.();
  };

  // Where passkeys are managed, the password manager learns which ones still count and what the account is called now.
  const tell = async () => {
    if (!find(named('passkey_settings_register')) || !find(named('passkey_create_data'))) return;
    const { publicKey } = optionsIn(undefined, named('passkey_create_data'));
    const { rp, user, excludeCredentials = [] } = publicKey;
    await window.PublicKeyCredential?.signalAllAcceptedCredentials?.({ rpId: rp.id, userId: user.id, allAcceptedCredentialIds: excludeCredentials.map(({ id }) => id) });
    await window.PublicKeyCredential?.signalCurrentUserDetails?.({ rpId: rp.id, userId: user.id, name: user.name, displayName: user.displayName });
  };

  const start = () => {
    bind();
    tell().catch(trouble);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();

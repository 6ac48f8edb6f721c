import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Config } from '../../config/config.ts';
import { required, textField } from '../../flow/fields.ts';
import type { Fields } from '../../http/body.ts';
import type { Account } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { input, type Node } from '../../ui/nodes.ts';
import { readRegistration } from '../../webauthn/answer.ts';
import type { Asked } from '../../webauthn/challenge.ts';
import { keyName } from '../../webauthn/manage.ts';
import { scriptNode } from '../../webauthn/script.ts';
import { creation } from './options.ts';

/** Whose the key will be. `account` left out: nobody's yet. */
interface Owner {
  readonly user: { readonly id: string; readonly name: string };
  readonly account?: Account;
}

/** What a security key is added with, to an account or as the first of one. @param page a browser shows it, with the script that asks the key */
export function addingNodes({ challenge, nonce }: Asked, owner: Owner, label: Message, page: boolean, config: Config): Node[] {
  const options = JSON.stringify(creation({ challenge, ...owner }, config));
  return [
    input('webauthn', 'webauthn_register_displayname', 'text', { value: '', label: m.settingsWebauthnName() }),
    input('webauthn', 'webauthn_register', 'hidden', { value: '' }),
    input('webauthn', 'webauthn_register_trigger', 'button', {
      value: options,
      ...(page ? { onclick: `window.oryWebAuthnRegistration(${options})` } : {}),
      onclickTrigger: 'oryWebAuthnRegistration',
      label,
    }),
    ...(page ? [scriptNode(nonce, config)] : []),
  ];
}

export interface AddedKey {
  readonly response: RegistrationResponseJSON;
  readonly name: string | undefined;
}

/** @param made what the key has answered @throws ValidationError */
export function addedKey(made: string, body: Fields, config: Config): AddedKey {
  const name = keyName(textField(body, 'webauthn_register_displayname'), 'webauthn_register_displayname');
  if (name === undefined && config.preset === 'kratos') throw required('webauthn_register_displayname');
  return { response: readRegistration(made), name };
}

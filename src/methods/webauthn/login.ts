import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Config } from '../../config/config.ts';
import { ValidationError } from '../../errors.ts';
import { isSet, required, textField } from '../../flow/fields.ts';
import type { LoginMethod, LoginView } from '../../flow/login/method.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import { input, type Node, submit } from '../../ui/nodes.ts';
import { readAssertion } from '../../webauthn/answer.ts';
import { type Asked, ask, askAgain } from '../../webauthn/challenge.ts';
import { descriptors, handleOfKey, used } from '../../webauthn/keys.ts';
import type { Descriptor } from '../../webauthn/options.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';
import { scriptNode } from '../../webauthn/script.ts';
import { refused, verifyAssertion } from '../../webauthn/verify.ts';
import { isPasswordless, keysFor, leavesOutApps, request } from './options.ts';

/** `who`: somebody has said their name, and these are the keys that they may answer with. */
interface Asking extends Asked {
  readonly who?: { readonly identifier: string; readonly allow: readonly Descriptor[] };
}

type KeyLogin = { readonly kind: 'who'; readonly identifier: string } | { readonly kind: 'answer'; readonly response: AuthenticationResponseJSON };

/** Signing in with a security key: as the second step of somebody known, or passwordless, by name first and then by key. */
export const webauthnLogin: LoginMethod<KeyLogin, Asking> = {
  id: 'webauthn',
  group: 'webauthn',
  triggers: ['webauthn_login'],
  enabled: (config, aal) => config.selfservice.methods.webauthn.enabled && (aal === 'aal2' || isPasswordless(config)),
  leavesOut: leavesOutApps,

  render(view) {
    const { account, aal, config, draft = ask() as Asking } = view;
    if (account) {
      const keys = keysFor(account, aal);
      const [identifier] = keys[0]?.identifiers ?? [];
      if (keys.length === 0) return { nodes: [] };
      const { hidden, script, trigger } = question(view, draft, descriptors(keys), m.loginWebauthnTrigger());
      return { nodes: [hidden, ...script, trigger], draft, ...(identifier === undefined ? {} : { identifier: { value: identifier } }) };
    }
    if (draft.who) {
      const { hidden, script, trigger } = question(view, draft, draft.who.allow, m.loginContinue());
      return { nodes: [...script, trigger, hidden], draft, identifier: { value: draft.who.identifier, required: true }, alone: true };
    }
    return { nodes: [...scriptFor(view.flowType, draft, config), submit('webauthn', 'method', 'webauthn', m.loginWebauthnTrigger())], draft, identifier: { webauthn: true } };
  },

  parse(body, { account }) {
    const answer = textField(body, 'webauthn_login');
    if (answer) return { kind: 'answer', response: readAssertion(answer) };
    if (account) throw required('webauthn_login');
    const identifier = textField(body, 'identifier');
    if (!identifier) throw required('identifier');
    return { kind: 'who', identifier };
  },

  keepsIdentifier: ({ preset }) => preset !== 'kratos',

  afterRefusal: (draft, body, config) => (isSet(body['webauthn_login']) ? askAgain(draft, config) : draft),

  async submit({ submission, account, aal, config, draft, now, findByIdentifier }) {
    if (submission.kind === 'who') {
      const found = await findByIdentifier(submission.identifier);
      const keys = found ? keysFor(found, 'aal1') : [];
      if (keys.length === 0) throw new ValidationError({ message: m.noSuchWebauthnUser() });
      return { kind: 'show', draft: { ...ask(), who: { identifier: submission.identifier, allow: descriptors(keys) } }, messages: [m.loginWebauthnPrepare()], reload: true };
    }
    const { response } = submission;
    const person = account ?? (draft?.who && (await findByIdentifier(draft.who.identifier)));
    const key = person && keysFor(person, aal).find(({ slot }) => slot === response.id);
    if (!key || draft === undefined) throw refused();
    const handle = response.response.userHandle;
    if (handle !== undefined && handle !== handleOfKey(key, person)) throw refused();
    const facts = await verifyAssertion(
      response,
      { party: relyingParty('webauthn', config), challenge: draft.challenge, verified: false },
      { publicKey: key.config.public_key, backupEligible: key.config.flags?.backup_eligible },
    );
    return { kind: 'proven', account: person, authentication: { method: 'webauthn', aal }, changes: [used('webauthn', key, facts, now)] };
  },
};

function question({ flowType, config }: LoginView<Asking>, draft: Asking, allow: readonly Descriptor[], label: Message): { hidden: Node; script: Node[]; trigger: Node } {
  const options = JSON.stringify(request(draft.challenge, allow, config));
  return {
    hidden: input('webauthn', 'webauthn_login', 'hidden', { value: '' }),
    script: scriptFor(flowType, draft, config),
    trigger: input('webauthn', 'webauthn_login_trigger', 'button', {
      value: options,
      ...(flowType === 'browser' ? { onclick: `window.oryWebAuthnLogin(${options})` } : {}),
      onclickTrigger: 'oryWebAuthnLogin',
      label,
    }),
  };
}

const scriptFor = (flowType: 'api' | 'browser', { nonce }: Asking, config: Config): Node[] => (flowType === 'browser' ? [scriptNode(nonce, config)] : []);

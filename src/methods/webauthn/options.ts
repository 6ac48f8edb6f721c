import type { Config } from '../../config/config.ts';
import type { Aal, Account } from '../../identity/identity.ts';
import type { Key } from '../../identity/key-shape.ts';
import { excluded, keysOf } from '../../webauthn/keys.ts';
import { creationOptions, type Descriptor, requestOptions } from '../../webauthn/options.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';

/** How long browsers wait for a security key, in milliseconds. */
const TIMEOUT = 120_000;

/** What a browser needs to register a security key; `account` left out: nobody's yet. */
export const creation = ({ challenge, user, account }: { challenge: string; user: { id: string; name: string }; account?: Account }, config: Config): { publicKey: Record<string, unknown> } =>
  creationOptions({
    party: relyingParty('webauthn', config),
    challenge,
    user,
    exclude: account === undefined ? [] : excluded(account, 'webauthn', config.preset),
    timeout: TIMEOUT,
    selection: { userVerification: 'discouraged' },
  });

/** What a browser needs to ask for one of these keys. */
export const request = (challenge: string, allow: readonly Descriptor[], config: Config): { publicKey: Record<string, unknown> } =>
  requestOptions({ party: relyingParty('webauthn', config), challenge, allow, timeout: TIMEOUT, verification: 'discouraged' });

/** What a key was registered as, it stays: one to sign in with (aal1), or a second factor (aal2). */
export const keysFor = (account: Account, aal: Aal): readonly Key[] => keysOf(account, 'webauthn').filter(({ config }) => config.is_passwordless === (aal === 'aal1'));

export const isPasswordless = ({ selfservice: { methods } }: Config): boolean => methods.webauthn.config.passwordless;

/** Kratos knows security keys in browsers only: an app is answered as there while they are off, and always with its preset. */
export const leavesOutApps = ({ preset, selfservice: { methods } }: Config, flowType: 'api' | 'browser'): boolean => flowType === 'api' && (preset === 'kratos' || !methods.webauthn.enabled);

import type { Config } from '../../config/config.ts';
import type { Account } from '../../identity/identity.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';
import { excluded } from '../../webauthn/keys.ts';
import { creationOptions, type Descriptor, requestOptions, type Verification } from '../../webauthn/options.ts';
import { relyingParty } from '../../webauthn/relying-party.ts';

type Creating = { readonly challenge: string; readonly user: { readonly id: string; readonly name: string }; readonly account?: Account };

/** What a browser needs to make a passkey; `account` left out: nobody's yet. */
export function creation({ challenge, user, account }: Creating, config: Config): { publicKey: Record<string, unknown> } {
  const { authenticator_selection: asked, attestation, timeouts } = config.selfservice.methods.passkey.config;
  return creationOptions({
    party: relyingParty('passkey', config),
    challenge,
    user,
    exclude: account === undefined ? [] : excluded(account, 'passkey', config.preset),
    timeout: timeouts.registration,
    selection: {
      ...(asked.attachment === undefined ? {} : { authenticatorAttachment: asked.attachment }),
      requireResidentKey: asked.resident_key === 'required',
      residentKey: asked.resident_key,
      userVerification: verification(config),
    },
    attestation: attestation.preference,
  });
}

/** What a browser needs to sign in; `allow` empty: with any passkey of this site. */
export const request = (challenge: string, allow: readonly Descriptor[], config: Config): { publicKey: Record<string, unknown> } =>
  requestOptions({ party: relyingParty('passkey', config), challenge, allow, timeout: config.selfservice.methods.passkey.config.timeouts.login, verification: verification(config) });

/**
 * A passkey stands alone, so whoever holds it must have shown it: `preferred` is asked for as `required`, or an
 * authenticator that could have checked and did not would be refused afterwards.
 */
const verification = ({ preset, selfservice: { methods } }: Config): Verification => {
  const asked = methods.passkey.config.authenticator_selection.user_verification;
  return asked === 'preferred' && preset !== 'kratos' ? 'required' : asked;
};

/** Whether a new passkey must have checked who holds it. */
export const mustVerifyNew = ({ selfservice: { methods } }: Config): boolean => methods.passkey.config.authenticator_selection.user_verification !== 'discouraged';
/** Whether signing in must. Under preset kratos only if the configuration insists. */
export const mustVerify = (config: Config): boolean => verification(config) === 'required';

/** The name under which authenticators list the passkey. Under preset kratos an account without the trait for it can have none. */
export function displayName({ identity: { traits } }: Pick<Account, 'identity'>, schema: IdentitySchema, { preset }: Config): string | undefined {
  const { passkeyDisplayName, login, verifiable } = schema.identifiers(traits);
  if (passkeyDisplayName !== undefined || preset === 'kratos') return passkeyDisplayName;
  return Object.values(login).flat()[0] ?? verifiable[0]?.value ?? 'Account';
}

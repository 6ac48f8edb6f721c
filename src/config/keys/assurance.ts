import { s } from '../spec.ts';

const AALS = ['aal1', 'aal2', 'highest_available'] as const;

const age = 'How long after signing in; `none`: at any time';
/** What harms nobody: what the whole flow asks for is enough. */
const PLAIN = { aal: s.choice('Assurance', AALS, { default: 'aal1' }), max_age: s.durationOrNone(age, { default: 'none' }) };
/** `highest_available` asks only people who have a second factor, so the first one can be enrolled with a password alone. */
const GUARDED = {
  aal: s.choice('Assurance', AALS, { derived: '`highest_available`, `aal1` with `preset: kratos`' }),
  max_age: s.durationOrNone(age, { derived: '`selfservice.flows.settings.privileged_session_max_age`' }),
};
const plain = (help: string) => s.object(help, PLAIN);
const guarded = (help: string) => s.object(help, GUARDED);

/** Every operation of the settings flow with its own need. */
export const assurance = s.object(
  'What each operation asks for, beyond what the flow does',
  {
    'profile.update': plain('Changing plain traits'),
    'profile.identifier': guarded('Changing addresses and login identifiers'),
    'password.set': guarded('Setting a first password'),
    'password.change': guarded('Changing the password'),
    'password.remove': guarded('Removing the password'),
    'totp.enrol': guarded('Adding an authenticator app'),
    'totp.remove': guarded('Removing an authenticator app'),
    'webauthn.add': guarded('Adding a security key'),
    'webauthn.remove': guarded('Removing a security key'),
    'webauthn.rename': plain('Renaming a security key'),
    'passkey.add': guarded('Adding a passkey'),
    'passkey.remove': guarded('Removing a passkey'),
    'passkey.rename': plain('Renaming a passkey'),
    'lookup_secret.regenerate': guarded('Making new backup codes'),
    'lookup_secret.confirm': guarded('Making new backup codes count'),
    'lookup_secret.reveal': guarded('Showing backup codes'),
    'lookup_secret.disable': guarded('Removing backup codes'),
    'oidc.link': guarded('Linking an account of a provider'),
    'oidc.unlink': guarded('Unlinking an account of a provider'),
  },
  { own: true },
);

import type { AnyLoginMethod } from '../flow/login/method.ts';
import type { AnyRegistrationMethod } from '../flow/registration/method.ts';
import type { AnySettingsMethod } from '../flow/settings/method.ts';
import { codeLogin } from './code/login.ts';
import { codeRegistration } from './code/registration.ts';
import { identifierFirstLogin } from './identifier-first/login.ts';
import { lookupSecret } from './lookup-secret/index.ts';
import { lookupSecretLogin } from './lookup-secret/login.ts';
import { oidc } from './oidc/index.ts';
import { oidcLogin } from './oidc/login.ts';
import { oidcRegistration } from './oidc/registration.ts';
import { passkey } from './passkey/index.ts';
import { passkeyLogin } from './passkey/login.ts';
import { passkeyRegistration } from './passkey/registration.ts';
import { password } from './password/index.ts';
import { passwordLogin } from './password/login.ts';
import { passwordRegistration } from './password/registration.ts';
import { profile } from './profile/index.ts';
import { totp } from './totp/index.ts';
import { totpLogin } from './totp/login.ts';
import { webauthn } from './webauthn/index.ts';
import { webauthnLogin } from './webauthn/login.ts';
import { webauthnRegistration } from './webauthn/registration.ts';

/** The methods of the settings flow; their order is the priority by which they claim a body. */
export const settingsMethods: readonly AnySettingsMethod[] = [profile, password, oidc, totp, passkey, webauthn, lookupSecret];

/** The ways to sign in, in the order in which a form offers them. */
export const loginMethods: readonly AnyLoginMethod[] = [identifierFirstLogin, oidcLogin, passwordLogin, passkeyLogin, webauthnLogin, totpLogin, lookupSecretLogin, codeLogin];

/** The ways to create an account, in the order in which a form offers them. */
export const registrationMethods: readonly AnyRegistrationMethod[] = [oidcRegistration, passwordRegistration, passkeyRegistration, webauthnRegistration, codeRegistration];

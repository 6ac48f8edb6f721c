import type { AnyLoginMethod } from '../flow/login/method.ts';
import type { AnyRegistrationMethod } from '../flow/registration/method.ts';
import type { AnySettingsMethod } from '../flow/settings/method.ts';
import { passkey } from './passkey/index.ts';
import { passkeyLogin } from './passkey/login.ts';
import { passkeyRegistration } from './passkey/registration.ts';
import { password } from './password/index.ts';
import { passwordLogin } from './password/login.ts';
import { passwordRegistration } from './password/registration.ts';
import { profile } from './profile/index.ts';
import { webauthn } from './webauthn/index.ts';
import { webauthnLogin } from './webauthn/login.ts';
import { webauthnRegistration } from './webauthn/registration.ts';

/** The methods of the settings flow; their order is the priority by which they claim a body. */
export const settingsMethods: readonly AnySettingsMethod[] = [profile, password, passkey, webauthn];

/** The ways to sign in, in the order in which a form offers them. */
export const loginMethods: readonly AnyLoginMethod[] = [passwordLogin, passkeyLogin, webauthnLogin];

/** The ways to create an account, in the order in which a form offers them. */
export const registrationMethods: readonly AnyRegistrationMethod[] = [passwordRegistration, passkeyRegistration, webauthnRegistration];

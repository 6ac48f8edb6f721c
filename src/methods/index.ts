import type { AnyLoginMethod } from '../flow/login/method.ts';
import type { AnyRegistrationMethod } from '../flow/registration/method.ts';
import type { AnySettingsMethod } from '../flow/settings/method.ts';
import { password } from './password/index.ts';
import { passwordLogin } from './password/login.ts';
import { passwordRegistration } from './password/registration.ts';
import { profile } from './profile/index.ts';

/** The methods of the settings flow; their order is the priority by which they claim a body. */
export const settingsMethods: readonly AnySettingsMethod[] = [profile, password];

/** The ways to sign in, in the order in which a form offers them. */
export const loginMethods: readonly AnyLoginMethod[] = [passwordLogin];

/** The ways to create an account, in the order in which a form offers them. */
export const registrationMethods: readonly AnyRegistrationMethod[] = [passwordRegistration];

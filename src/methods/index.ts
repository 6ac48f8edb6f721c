import type { AnySettingsMethod } from '../flow/settings/method.ts';
import { password } from './password/index.ts';
import { profile } from './profile/index.ts';

/** The methods of the settings flow; their order is the priority by which they claim a body. */
export const settingsMethods: readonly AnySettingsMethod[] = [profile, password];

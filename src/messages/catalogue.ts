import { addresses } from './addresses.ts';
import { expiredFlows } from './expired.ts';
import { labels } from './labels.ts';
import { login, loginErrors } from './login.ts';
import { own } from './own.ts';
import { ranges } from './ranges.ts';
import { recovery, recoveryErrors } from './recovery.ts';
import { registration, registrationErrors } from './registration.ts';
import { settings, settingsErrors } from './settings.ts';
import { system } from './system.ts';
import { credentialErrors, schemaErrors } from './validation.ts';
import { verification, verificationErrors } from './verification.ts';

/** Every message there is: `m.settingsSaved()`, `m.validationRequired({ property })`. Listed for readers in docs/messages.md. */
export const m = {
  ...ranges,
  ...login,
  ...registration,
  ...settings,
  ...recovery,
  ...labels,
  ...verification,
  ...schemaErrors,
  ...credentialErrors,
  ...expiredFlows,
  ...loginErrors,
  ...registrationErrors,
  ...settingsErrors,
  ...recoveryErrors,
  ...verificationErrors,
  ...system,
  ...own,
  ...addresses,
};

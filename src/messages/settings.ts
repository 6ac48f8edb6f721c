import { define, moment } from './define.ts';
import type { Message } from './message.ts';

type Device = {
  readonly display_name: string;
  readonly added_at: string;
  readonly added_at_unix: number;
  readonly last_used_at?: string;
  readonly last_used_at_unix?: number;
  readonly synced?: boolean;
};
/** Times in milliseconds since the epoch. `synced`: it is copied between devices, or bound to one; left out: unknown. */
export const device = (said: { readonly displayName: string; readonly addedAt: number; readonly lastUsedAt?: number; readonly synced?: boolean }): Device => ({
  display_name: said.displayName,
  ...moment('added_at', said.addedAt),
  ...(said.lastUsedAt === undefined ? {} : moment('last_used_at', said.lastUsedAt)),
  ...(said.synced === undefined ? {} : { synced: said.synced }),
});
const named = (c: Device): string => (c.display_name === '' ? 'unnamed' : c.display_name);

type Used = { readonly used_at: string; readonly used_at_unix: number };
const isUsed = (code: Message): boolean => code.id === settings.settingsLookupCodeUsed.id;

/** 10500xx: changing an account. */
export const settings = {
  settingsSaved: define(1050001, 'success', 'Your changes have been saved.'),
  settingsLinkProvider: define<{ readonly provider: string }>(1050002, 'info', (c) => `Connect ${c.provider}`),
  settingsUnlinkProvider: define<{ readonly provider: string }>(1050003, 'info', (c) => `Disconnect ${c.provider}`),
  settingsTotpUnlink: define(1050004, 'info', 'Remove authenticator app'),
  settingsTotpQr: define(1050005, 'info', 'QR code for your authenticator app'),
  /** `otpauth_url`: what the QR code says, for pages that draw it themselves or open an app with it. */
  settingsTotpSecret: define<{ readonly secret: string; readonly otpauth_url?: string }>(1050006, 'info', (c) => c.secret),
  settingsLookupReveal: define(1050007, 'info', 'Show backup codes'),
  settingsLookupRegenerate: define(1050008, 'info', 'Make new backup codes'),
  settingsLookupCode: define<{ readonly secret: string }>(1050009, 'info', (c) => c.secret),
  settingsLookupCodesLabel: define(1050010, 'info', 'Your backup codes. Keep them in a safe place.'),
  settingsLookupConfirm: define(1050011, 'info', 'I have saved my backup codes'),
  settingsWebauthnAdd: define(1050012, 'info', 'Add security key'),
  settingsWebauthnName: define(1050013, 'info', 'Name of the security key'),
  settingsLookupCodeUsed: define(
    1050014,
    'info',
    (c: Used) => `Used ${c.used_at.slice(0, 10)} ${c.used_at.slice(11, 19)} UTC`,
    /** `usedAt` in milliseconds since the epoch. */
    (said: { readonly usedAt: number }): Used => moment('used_at', said.usedAt),
  ),
  /** `secrets`: a settingsLookupCode or settingsLookupCodeUsed for each code, in stored order. */
  settingsLookupCodeList: define<{ readonly secrets: readonly Message[] }>(1050015, 'info', (c) => c.secrets.map((code) => (isUsed(code) ? 'used' : code.text)).join(', ')),
  settingsLookupDisable: define(1050016, 'info', 'Remove backup codes'),
  settingsTotpSecretLabel: define(1050017, 'info', 'Key to type into your authenticator app if you cannot scan the QR code'),
  settingsWebauthnRemove: define(1050018, 'info', (c: Device) => `Remove security key “${named(c)}”`, device),
  settingsPasskeyAdd: define(1050019, 'info', 'Add passkey'),
  settingsPasskeyRemove: define(1050020, 'info', (c: Device) => `Remove passkey “${named(c)}”`, device),
  settingsDeviceauthnRemove: define(1050021, 'info', 'Remove device'),
  settingsDeviceauthnNonce: define(1050022, 'info', 'Value that the device signs'),
  settingsManagedByOrganization: define(1050023, 'info', 'Your organization manages this account. It may not let you change everything.'),
};

/** 40500xx: what goes wrong when changing an account. */
export const settingsErrors = {
  settingsTooManyAddressChanges: define(4050002, 'error', 'Change one address at a time, and confirm it before you change the next.'),
};

import type { View } from '../../flow/settings/method.ts';
import { type App, appsOf } from '../../identity/totp-shape.ts';
import { m } from '../../messages/catalogue.ts';
import { device } from '../../messages/settings.ts';
import { image, input, type Node, submit, text } from '../../ui/nodes.ts';
import { invitationOf } from './invitation.ts';
import { SIZE } from './qr.ts';

/** Kratos knows one app for each person, which has no name. */
export const knowsOneApp = ({ config }: Pick<View, 'config'>): boolean => config.preset === 'kratos';

export const MOST_NAME = 60;

/** What an app is to learn, as image and to be typed, and where its first code goes. */
export function enrolNodes(secret: string, view: View): Node[] {
  const { config, account, schema } = view;
  const { id, traits } = account.identity;
  const name = schema.accountName(traits) ?? Object.values(schema.identifiers(traits).login).flat()[0] ?? id;
  const { uri, image: qr } = invitationOf(secret, { issuer: config.selfservice.methods.totp.config.issuer, account: name });
  return [
    image('totp', 'totp_qr', qr, SIZE, m.settingsTotpQr()),
    text('totp', 'totp_secret_key', m.settingsTotpSecret({ secret, ...(knowsOneApp(view) ? {} : { otpauth_url: uri }) }), m.settingsTotpSecretLabel()),
    ...(knowsOneApp(view) ? [] : [input('totp', 'totp_display_name', 'text', { maxlength: MOST_NAME, label: m.settingsTotpName() })]),
    input('totp', 'totp_code', 'text', { required: true, autocomplete: 'one-time-code', label: m.labelVerifyCode() }),
    submit('totp', 'method', 'totp', m.labelSave()),
  ];
}

/** One app is removed as clients of Kratos do it, one of several by its id. */
export function unlinkNodes(view: View): Node[] {
  const apps = appsOf(view.account);
  const [only] = apps;
  if (only === undefined) return [];
  if (knowsOneApp(view)) return [submit('totp', 'totp_unlink', 'true', m.settingsTotpUnlink(), { required: true })];
  if (apps.length === 1) return [submit('totp', 'totp_unlink', 'true', { ...m.settingsTotpUnlink(), context: device(described(only)) }, { required: true })];
  return apps.map((app) => submit('totp', 'totp_unlink', app.slot, m.settingsTotpRemove(described(app))));
}

const described = ({ config, createdAt }: App) => ({ displayName: config.display_name, addedAt: createdAt, ...(config.last_used_at === undefined ? {} : { lastUsedAt: config.last_used_at }) });

export const addNode = (): Node => submit('totp', 'totp_add', 'true', m.settingsTotpAdd());

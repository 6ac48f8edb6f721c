import { writeFileSync } from 'node:fs';
import { type ApiError, apiErrors } from '../src/errors.ts';
import { m } from '../src/messages/catalogue.ts';
import type { Definition } from '../src/messages/define.ts';
import type { Message } from '../src/messages/message.ts';

/** Where the list belongs, beside the root of the project. */
export const DOCS = new URL('../docs/messages.md', import.meta.url);

/** Contexts for messages whose values are no plain words or numbers, or whose text does not show all of them. */
const SAMPLES: Readonly<Record<string, object>> = {
  loginWithProvider: { provider: '{provider}', provider_id: '' },
  registrationWithProvider: { provider: '{provider}', provider_id: '' },
  loginSendCodeTo: { address: '{address}', channel: 'email' },
  passwordBreached: { breaches: 0 },
  validationType: { allowed_types: ['{allowed_types}'], actual_type: '{actual_type}' },
  duplicateWithHints: {
    credential_identifier_hint: '{credential_identifier_hint}',
    available_credential_types: ['{available_credential_types}'],
    available_oidc_providers: ['{available_oidc_providers}'],
  },
  settingsLookupCodeList: { secrets: [{ text: '{secrets}' }] },
  loginLinkNotice: { duplicateIdentifier: '{duplicateIdentifier}', provider: '{provider}', newLoginUrl: '', availableCredentialTypes: [], availableProviders: [] },
  settingsWebauthnRemove: { displayName: '{display_name}', addedAt: 0 },
  settingsPasskeyRemove: { displayName: '{display_name}', addedAt: 0 },
  settingsLookupCodeUsed: { usedAt: 0 },
  settingsLookupLeft: { left: '{left}', total: '{total}', used: [{ text: '{used}' }] },
  settingsTotpRemove: { displayName: '{display_name}', addedAt: 0 },
  tooManyTries: { retryAt: 15_000, now: 0 },
  recoverySuccess: { privilegedUntil: 0 },
  ...Object.fromEntries(['loginFlowExpired', 'registrationFlowExpired', 'settingsFlowExpired', 'recoveryFlowExpired', 'verificationFlowExpired'].map((name) => [name, { expiredAt: 0 }])),
};

/** A message with its slots in sight, and which there are. */
export function sample(name: string, definition: Definition<never[]>): { message: Message; slots: readonly string[] } {
  const make = definition as unknown as (context: object) => Message;
  const given = SAMPLES[name];
  if (given) {
    const message = make(given);
    return { message, slots: Object.keys(message.context ?? {}) };
  }
  const asked = new Set<string>();
  const slots = new Proxy({}, { get: (_, key) => (asked.add(String(key)), `{${String(key)}}`) });
  return { message: { id: definition.id, type: definition.type, text: definition.text(slots as never) }, slots: [...asked] };
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\\"{', '"{').replaceAll('}\\"', '}"');

export function messagesDocs(): string {
  const messages = Object.entries(m)
    .map(([name, definition]) => ({ name, ...sample(name, definition as Definition<never[]>) }))
    .filter(({ name }) => !name.startsWith('root'))
    .sort((a, b) => a.message.id - b.message.id);
  const errors = new Map<string, ApiError>();
  for (const make of Object.values(apiErrors)) {
    const error = (make as (said: string) => ApiError)('…');
    if (error.id !== undefined) errors.set(error.id, error);
  }
  return [
    '# Messages and error ids',
    '',
    '<!-- Written by scripts/messages-docs.ts. Change the catalogue, then run `npm run docs`. -->',
    '',
    'Every message in a flow has a number that never changes its meaning. Build on the number and the context, not on the text: the text may be improved at any time.',
    '',
    '| Id | Type | Text | Context |',
    '|---|---|---|---|',
    ...messages.map(({ message, slots }) => `| ${message.id} | ${message.type} | ${cell(message.text)} | ${slots.map((slot) => `\`${slot}\``).join(', ')} |`),
    '',
    '## Error ids',
    '',
    'An answer that is not a flow carries `error.id` where a client has something to decide.',
    '',
    '| Id | Status | Reason |',
    '|---|---|---|',
    ...[...errors].sort(([a], [b]) => a.localeCompare(b)).map(([id, error]) => `| \`${id}\` | ${error.code} | ${cell(error.reason ?? error.message)} |`),
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(DOCS, messagesDocs());

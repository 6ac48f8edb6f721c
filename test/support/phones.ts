import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/config/config.ts';
import { receiver } from '../outgoing/servers.ts';

/** A name to sign in with, and a phone beside it. */
export const phoneSchema = {
  $id: 'https://zelos.test/caller.schema.json',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        name: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
        phone: { type: 'string', format: 'tel', 'ory.sh/kratos': { verification: { via: 'sms' }, recovery: { via: 'sms' } } },
      },
    },
  },
};

/** A gateway for text messages on loopback, and all the phones behind it. */
export interface Phones {
  /** What a configuration needs to send here; quick to look again. */
  readonly config: ConfigInput;
  /** The code in the message number `nth` (0: the first) to a phone; waits for it. */
  codeTo(phone: string, nth?: number): Promise<string>;
  countTo(phone: string): number;
}

const PATIENCE = 5000;
let last = 0;
export const newPhone = (): string => `+49151${String((last += 1)).padStart(8, '0')}`;

/** Gone after the tests of a file. */
export async function openPhones(): Promise<Phones> {
  const gateway = await receiver();
  const textsTo = (phone: string): string[] =>
    gateway.received
      .map(({ body }) => JSON.parse(body) as { to: string; text: string; type: string })
      .filter(({ to, type }) => to === phone && type === 'sms')
      .map(({ text }) => text);
  return {
    config: {
      courier: {
        channels: [{ id: 'sms', type: 'http', request_config: { url: gateway.url, method: 'POST', body: 'function(ctx) { to: ctx.recipient, text: ctx.body, type: ctx.message_type }' } }],
        worker: { pull_wait: '20ms' },
      },
    },
    async codeTo(phone, nth = 0) {
      for (let waited = 0; waited < PATIENCE; waited += 10) {
        const text = textsTo(phone)[nth];
        if (text !== undefined) return /\b\d{6}\b/.exec(text)?.[0] ?? assert.fail(`no code in ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return assert.fail(`no text message ${nth} to ${phone}`);
    },
    countTo: (phone) => textsTo(phone).length,
  };
}

import type { Config } from '../config/config.ts';
import type { Message } from '../messages/message.ts';
import type { Node } from '../ui/nodes.ts';
import { profileAction } from './addresses.ts';

/** What of today's JSON of a settings flow the payload of version 0.2 is made of. */
export interface SettingsJson {
  readonly id: string;
  readonly expires_at: string;
  readonly issued_at: string;
  readonly request_url: string;
  readonly state: string;
  readonly ui: { readonly nodes: readonly Node[]; readonly messages?: readonly Message[] };
  readonly identity: { readonly id: string; readonly schema_id: string; readonly traits: unknown };
}

/** The request payload of version 0.2 (seed 003): the traits as plain fields, each with its own errors. */
export function payloadOf({ id, expires_at, issued_at, request_url, state, ui, identity }: SettingsJson, config: Config): Record<string, unknown> {
  return {
    id,
    expires_at,
    issued_at,
    request_url,
    active: 'profile',
    methods: {
      profile: { method: 'profile', config: { action: profileAction(config, id), method: 'POST', ...errorsIn(ui.messages ?? []), fields: ui.nodes.flatMap(fieldOf) } },
    },
    identity: { id: identity.id, traits_schema_id: identity.schema_id, traits: identity.traits },
    update_successful: state === 'success',
  };
}

/** It knew no others: an address, a date or a telephone number is text. */
const TYPES = ['hidden', 'number', 'checkbox', 'password'];

function fieldOf({ type, group, attributes, messages }: Node): Record<string, unknown>[] {
  if (type !== 'input' || !('name' in attributes) || attributes.type === 'submit') return [];
  const { name, type: shape, required = false, value } = attributes;
  if (group !== 'profile' && name !== 'csrf_token') return [];
  return [{ name, type: TYPES.includes(shape) ? shape : 'text', required, ...(value === undefined ? {} : { value }), ...errorsIn(messages) }];
}

function errorsIn(messages: readonly Message[]): { errors?: readonly { readonly message: string }[] } {
  const errors = messages.filter(({ type }) => type === 'error').map(({ text }) => ({ message: text }));
  return errors.length === 0 ? {} : { errors };
}

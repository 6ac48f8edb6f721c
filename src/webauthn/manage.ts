import type { Config } from '../config/config.ts';
import { ValidationError } from '../errors.ts';
import type { FactorCount } from '../identity/factors.ts';
import type { Account, Change } from '../identity/identity.ts';
import type { Key } from '../identity/key-shape.ts';
import { m } from '../messages/catalogue.ts';
import { input, type Node, submit } from '../ui/nodes.ts';
import type { Asked } from './challenge.ts';
import { byWireId, described, keyByWireId, keysOf, renamed, wireId } from './keys.ts';
import type { KeyType } from './relying-party.ts';

/** What a person does with a key that is there; the same for security keys and passkeys. `id`: as on the wire, hex. */
export type Managing = { readonly kind: 'remove'; readonly id: string } | { readonly kind: 'rename'; readonly id: string; readonly name: string };

const LONGEST_NAME = 100;

/** A name as somebody typed it; undefined for none. @throws ValidationError if it is too long */
export function keyName(typed: string | undefined, field: string): string | undefined {
  const name = typed?.normalize('NFC').trim();
  const length = [...(name ?? '')].length;
  if (length > LONGEST_NAME) throw new ValidationError({ field, message: m.validationMaxLength({ max_length: LONGEST_NAME, actual_length: length }) });
  return name === '' ? undefined : name;
}

/** @throws ValidationError if this person has no such key */
export function managed(type: KeyType, managing: Managing, account: Account): { key: Key; change: Change } {
  const key = keyByWireId(keysOf(account, type), managing.id);
  if (key === undefined) throw new ValidationError({ message: m.validationGeneric({ reason: type === 'passkey' ? 'You have no such passkey.' : 'You have no such security key.' }) });
  return { key, change: managing.kind === 'remove' ? { type: 'removeCredential', credentialType: type, slot: key.slot } : renamed(type, key, managing.name) };
}

/** Under preset kratos the way in that must stay is named as recorded; elsewhere the engine's guard speaks, for every method alike. */
export function keepLastWayIn(key: Key, { first }: FactorCount, { preset }: Config): void {
  if (preset !== 'kratos' || !key.config.is_passwordless || first > 1) return;
  throw new ValidationError({ field: 'webauthn_remove', message: m.validationGeneric({ reason: 'This is your last way to sign in. Add another one first.' }) });
}

/**
 * The keys that a form shows, and the draft that knows of it. Until something is saved through it, one of Kratos' shows
 * what it has shown, whatever another form has added meanwhile.
 */
export function shownKeys(type: KeyType, { account, config, saved }: { account: Account; config: Config; saved?: boolean }, asked: Asked): { keys: readonly Key[]; draft: Asked } {
  const all = byWireId(keysOf(account, type));
  if (config.preset !== 'kratos') return { keys: all, draft: asked };
  const { shown } = asked;
  const keys = shown && !saved ? all.filter(({ slot }) => shown.includes(slot)) : all;
  return { keys, draft: { ...asked, shown: keys.map(({ slot }) => slot) } };
}

/** Buttons to remove each key, and to rename it. One that is the last way in cannot be pressed. */
export function managingNodes(type: KeyType, keys: readonly Key[], { first }: FactorCount, { preset }: Config): Node[] {
  const remove = type === 'passkey' ? m.settingsPasskeyRemove : m.settingsWebauthnRemove;
  const removes = keys.map((key) => submit(type, `${type}_remove`, wireId(key), remove(described(key)), { disabled: key.config.is_passwordless && first < 2 }));
  if (preset === 'kratos' || keys.length === 0) return removes;
  const renames = keys.map((key) => submit(type, `${type}_rename`, wireId(key), m.settingsKeyRename(described(key))));
  return [...removes, ...renames, input(type, `${type}_rename_to`, 'text', { value: '', label: m.settingsKeyNewName() })];
}

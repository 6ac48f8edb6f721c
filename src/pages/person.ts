import { isInput, nodeName, type WireFlow, type WireIdentity } from './wire.ts';

/** How a person is called in the frame: an address rather than a name, because that tells accounts apart. */
export function personOf(identity: WireIdentity | undefined): string {
  const address = identity?.verifiable_addresses?.[0]?.value ?? identity?.traits['email'] ?? identity?.traits['username'];
  return typeof address === 'string' ? address : '';
}

/** Whose password a form is about: what password managers keep it under. */
export function rememberedAs({ identity, ui: { nodes } }: WireFlow): string {
  const hidden = (name: string): unknown => nodes.find((given) => nodeName(given) === name && isInput(given, 'hidden'))?.attributes.value;
  const known = hidden('identifier') ?? hidden('traits.email') ?? hidden('traits.username');
  return typeof known === 'string' ? known : personOf(identity);
}

/** The base64 of crypt(3): another alphabet, and the low bits first. */
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** @param order places of the bytes, in threes, the last three with fewer if need be */
export function cryptBase64(bytes: Uint8Array, order: readonly (readonly number[])[]): string {
  let text = '';
  for (const places of order) {
    let bits = places.reduce((value, place) => (value << 8) | (bytes[place] ?? 0), 0);
    for (let left = places.length + 1; left > 0; left -= 1) {
      text += ALPHABET[bits & 63];
      bits >>= 6;
    }
  }
  return text;
}

/** A sequence repeated until it has this length. */
export const stretched = (bytes: Uint8Array, length: number): Buffer => Buffer.alloc(length, bytes);

/** The bits of a number, the lowest first. */
export function* bitsOf(number: number): Generator<boolean> {
  for (let left = number; left > 0; left >>= 1) yield (left & 1) === 1;
}

/** Rounds between which others get their turn: about a millisecond. */
const AT_A_TIME = 500;

/** These formats have no native implementation at hand: their rounds run here in slices, so that they hold nobody up. */
export async function inSlices(rounds: number, round: (i: number) => void): Promise<void> {
  for (let i = 0; i < rounds; i += 1) {
    if (i % AT_A_TIME === AT_A_TIME - 1) await new Promise((go) => setImmediate(go));
    round(i);
  }
}

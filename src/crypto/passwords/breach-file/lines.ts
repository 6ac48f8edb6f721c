import { VALUE_BITS } from './format.ts';

const SHA1_DIGITS = 40;
const VALUE_DIGITS = VALUE_BITS / 4;
const [LF, CR, COLON, ZERO] = [0x0a, 0x0d, 0x3a, 0x30] as const;
/** What a byte is worth as a hexadecimal digit; 16: it is none. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? 16 : digit;
});

export interface Lines {
  /** Takes the next piece of the list. @throws Error that names a line */
  take(piece: Uint8Array): void;
  /** The list is over, with or without a line break. @throws Error */
  end(): void;
  /** Lines that were read. */
  readonly count: number;
}

/**
 * Reads a sorted list of SHA-1 sums byte by byte, since strings of a thousand million lines would take an hour.
 * @param each is called with the beginning of every sum whose count is above `maxBreaches` (a line without a count counts always), ascending, no two the same
 */
export function readLines(maxBreaches: number, each: (value: number) => void): Lines {
  let count = 0;
  let before = -1;
  let given = -1;
  // The line so far: its characters, the value of its first digits, and its count.
  let characters = 0;
  let value = 0;
  let breaches = 0;

  const broken = (why: string): Error => new Error(`line ${count + 1} ${why}`);
  function endLine(): void {
    if (characters === 0) return;
    if (characters < SHA1_DIGITS || characters === SHA1_DIGITS + 1) throw broken('is not a SHA-1 sum of 40 hexadecimal digits, or such a sum, a colon and a number');
    if (value < before) throw broken('is not in order: sort the list first, such as by LC_ALL=C sort');
    count += 1;
    before = value;
    if (value !== given && (characters === SHA1_DIGITS || breaches > maxBreaches)) {
      given = value;
      each(value);
    }
    characters = 0;
    value = 0;
    breaches = 0;
  }

  return {
    take(piece) {
      for (const byte of piece) {
        if (byte === LF) endLine();
        else if (byte !== CR) {
          if (characters < SHA1_DIGITS) {
            const digit = DIGITS[byte] ?? 16;
            if (digit === 16) throw broken('is not a SHA-1 sum of 40 hexadecimal digits');
            if (characters < VALUE_DIGITS) value = value * 16 + digit;
          } else if (characters === SHA1_DIGITS) {
            if (byte !== COLON) throw broken('has more than a SHA-1 sum of 40 hexadecimal digits');
          } else {
            if (byte < ZERO || byte > ZERO + 9) throw broken('has a count that is no number');
            breaches = breaches * 10 + byte - ZERO;
          }
          characters += 1;
        }
      }
    },
    end: endLine,
    get count() {
      return count;
    },
  };
}

/** The differences between sorted values as Rice codes: a quotient in ones that a zero ends, then so many bits of remainder. */

/** @param values ascending, no two the same. @returns their number, the parameter, and the codes; the first value stands in the index */
export function writeBlock(values: readonly number[]): Buffer {
  const first = values[0] ?? 0;
  const mean = values.length < 2 ? 1 : ((values.at(-1) ?? 0) - first) / (values.length - 1);
  const bits = Math.max(0, Math.floor(Math.log2(mean)));
  const codes: number[] = [values.length, bits];
  let byte = 0;
  let free = 8;
  const put = (bit: number): void => {
    free -= 1;
    byte |= bit << free;
    if (free > 0) return;
    codes.push(byte);
    byte = 0;
    free = 8;
  };
  const divisor = 2 ** bits;
  let before = first;
  for (const value of values.slice(1)) {
    const gap = value - before - 1;
    before = value;
    for (let quotient = Math.floor(gap / divisor); quotient > 0; quotient -= 1) put(1);
    put(0);
    const remainder = gap % divisor;
    for (let weight = divisor / 2; weight >= 1; weight /= 2) put(Math.floor(remainder / weight) % 2);
  }
  if (free < 8) codes.push(byte);
  return Buffer.from(codes);
}

/** Whether a value is among those of a block that begins with `first`. */
export function isInBlock(block: Buffer, first: number, wanted: number): boolean {
  const [entries = 0, bits = 0] = block;
  let at = 16;
  // Past the end there are zeros, which end every code.
  const bit = (): number => {
    const read = ((block[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    at += 1;
    return read;
  };
  let value = first;
  for (let i = 1; value < wanted && i < entries; i += 1) {
    let gap = 0;
    for (let one = bit(); one === 1; one = bit()) gap += 1;
    for (let n = 0; n < bits; n += 1) gap = gap * 2 + bit();
    value += gap + 1;
  }
  return value === wanted;
}

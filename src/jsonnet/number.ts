/** A number as the language prints it: whole ones in all their digits, others with 17 of them, as C's `%.0f` and `%.17g` do. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return '-0';
    return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  }
  const [mantissa = '', exponentText = ''] = value.toExponential(16).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 17) return value.toPrecision(17).replace(/0+$/, '');
  const digits = mantissa.replace(/\.?0+$/, '');
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A number by the fewest digits that mean it, without an exponent: what std.manifestJsonEx and YAML are made of. */
export function shortestText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (match === null) return String(value);
  const [, sign = '', first = '', rest = '', exponent = ''] = match;
  const [digits, point] = [first + rest, Number(exponent) + 1];
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

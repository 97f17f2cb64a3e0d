/**
 * A decimal number as a whole number of its `places`-th decimals, without a float on the way: `-0.01` with two
 * places is -1. Undefined when it is no such number, or has more places than that.
 */
export function scaledDecimal(text: string, places: number): number | undefined {
  const [, sign, whole, fraction = ''] = text.match(DECIMAL) ?? [];
  if (whole === undefined) return undefined;
  const kept = fraction.slice(0, places).padEnd(places, '0');
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  const scaled = Number(`${whole}${kept}`);
  if (!Number.isSafeInteger(scaled)) return undefined;
  return sign === '-' && scaled > 0 ? -scaled : scaled;
}

const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,10}))?$/;

/**
 * An array as PostgreSQL reads it. The driver's own takes twice as long, which is a hundredth of an order: it makes each
 * element a text, and looks through that three times.
 * @throws TypeError for what has no one way of being written, such as a date
 */
export function arrayLiteral(values: readonly unknown[]): string {
  let literal = '{';
  for (let at = 0; at < values.length; at += 1) {
    if (at > 0) literal += ',';
    literal += elementOf(values[at]);
  }
  return `${literal}}`;
}

const TO_ESCAPE = /["\\]/;

function elementOf(value: unknown): string {
  if (typeof value === 'string') {
    return `"${TO_ESCAPE.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  }
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  throw new TypeError(`${typeof value} is no element of an array`);
}

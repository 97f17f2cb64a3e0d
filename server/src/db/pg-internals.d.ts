declare module 'pg/lib/utils.js' {
  /** A value as it is sent: text or bytes. @throws what `JSON.stringify` throws */
  export function prepareValue(value: unknown): string | Buffer | null;
}

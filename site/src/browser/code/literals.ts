import type { AppKeys } from '@zhixiao/protocol/envelope';

/** A string as Java, Python, Go, C# and JavaScript read it: JSON's escapes are theirs too. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** As PHP reads it between single quotes. */
export function singleQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** As a shell reads it, whatever is in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** AES-128 apps use the first 16 characters as key and IV. */
export function keyOf({ aesKey, cipher }: AppKeys): string {
  return cipher === 'aes-128-cbc' ? aesKey.slice(0, 16) : aesKey;
}

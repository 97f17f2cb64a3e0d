import { createHash } from 'node:crypto';
import { type ChangeLine, type ChangeValue, changedLines } from '../change.ts';

/** What an account is made of; of its secrets only which ones there are, or are given. */
export interface AccountRecord {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secretNames: readonly string[];
}

/** Longer values are shown by their beginning and their SHA-256. */
const SHOWN_MAX = 120;
const BEGINNING = 40;

/** The fields of an account that would change. An empty secret stays as it is stored. */
export function accountLines(before: AccountRecord | undefined, after: AccountRecord): ChangeLine[] {
  const names = new Set([...Object.keys(before?.settings ?? {}), ...Object.keys(after.settings)]);
  const settings = [...names].map((name) => ({
    field: `settings.${name}`,
    before: shown(before?.settings[name]),
    after: shown(after.settings[name]),
  }));
  const secrets = after.secretNames.map((name) => ({
    field: `secrets.${name}`,
    before: before?.secretNames.includes(name) ? '<stored>' : null,
    after: '<new>',
  }));
  return [...changedLines(settings), ...secrets];
}

/** The names of the secrets that are given. */
export function givenSecrets(secrets: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(secrets).filter((name) => secrets[name]);
}

function shown(value: unknown): ChangeValue {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return shortened(value);
  if (typeof value === 'object') {
    return Object.entries(value).map(([name, text]) => `${name}: ${shortened(String(text))}`);
  }
  return String(value);
}

function shortened(text: string): string {
  if (text.length <= SHOWN_MAX) return text;
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return `${text.slice(0, BEGINNING).replaceAll(/\s+/g, ' ')}… (SHA-256 ${hash})`;
}

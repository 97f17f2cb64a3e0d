import type { AccountSettings, SettingValue } from '@zhixiao/contract/console/account-record';

/** What an account's record may have as JSON, in bytes. */
export const ACCOUNT_LIMIT_BYTES = 1024 * 1024;

/** Stored settings as a form shows them. */
export function settingsView(settings: Readonly<Record<string, unknown>>): AccountSettings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const shown = valueView(value);
      return shown === undefined ? [] : [[name, shown]];
    }),
  );
}

function valueView(value: unknown): SettingValue | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}

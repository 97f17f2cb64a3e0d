import type { AccountSettings, SettingValue } from '@zhixiao/console/contract/channel-accounts';
import { Type } from 'typebox';

/** A certificate chain in PEM is the longest. */
const TEXT = Type.String({ maxLength: 64 * 1024 });
const FIELDS_MAX = 40;

/** An account's settings: texts, texts by name, or what is switched on. */
export const SETTINGS = Type.Record(
  Type.String(),
  Type.Union([TEXT, Type.Boolean(), Type.Record(Type.String(), TEXT)]),
  { maxProperties: FIELDS_MAX },
);

/** An account's secrets; those left out or empty stay as they are stored. */
export const SECRETS = Type.Record(Type.String(), TEXT, { maxProperties: FIELDS_MAX });

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

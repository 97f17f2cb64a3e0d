import type { AccountSettings, SettingValue } from '@zhixiao/console/contract/channel-accounts';
import { Type } from 'typebox';

/** What an account's record may have as JSON, in bytes. */
export const ACCOUNT_LIMIT_BYTES = 1024 * 1024;

/** A certificate chain in PEM is the longest. */
const TEXT = Type.String({ maxLength: 64 * 1024 });
/** A picture of 200 KB in base64. */
const PICTURE = Type.String({ maxLength: 280_000 });
const FIELD = { propertyNames: Type.String({ maxLength: 64 }) };
const FIELDS = { ...FIELD, maxProperties: 40 };
/** Certificates or public keys of one merchant: the one in use and those before and after it. */
const NAMED = { ...FIELD, maxProperties: 20 };
const VALUE = Type.Union([TEXT, Type.Boolean(), Type.Record(Type.String(), TEXT, NAMED)]);

/** An account's settings: texts, texts by name, or what is switched on. */
export const SETTINGS = Type.Record(Type.String(), VALUE, FIELDS);

/** Those of an invoice account, which may hold the picture of a seal. */
export const INVOICE_SETTINGS = Type.Unsafe<AccountSettings>(
  Type.Object({ sealPng: Type.Optional(PICTURE) }, { ...FIELDS, additionalProperties: VALUE }),
);

/** An account's secrets; those left out or empty stay as they are stored. */
export const SECRETS = Type.Record(Type.String(), TEXT, FIELDS);

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

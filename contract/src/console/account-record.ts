import { Type } from 'typebox';
import type { Of } from '../schema.ts';

/** A certificate chain in PEM is the longest. */
const FIELD_TEXT = Type.String({ maxLength: 64 * 1024 });
/** A picture of 200 KB in base64. */
const PICTURE = Type.String({ maxLength: 280_000 });
const FIELD = { propertyNames: Type.String({ maxLength: 64 }) };
const FIELDS = { ...FIELD, maxProperties: 40 };
/** Certificates or public keys of one merchant: the one in use and those before and after it. */
const NAMED = { ...FIELD, maxProperties: 20 };

/** A text, whether something is switched on, or texts by name such as certificates by serial. */
const VALUE = Type.Union([FIELD_TEXT, Type.Boolean(), Type.Record(Type.String(), FIELD_TEXT, NAMED)]);
export type SettingValue = Of<typeof VALUE>;

/** An account's settings. */
export const SETTINGS = Type.Record(Type.String(), VALUE, FIELDS);
export type AccountSettings = Of<typeof SETTINGS>;

/** Those of an invoice account, which may hold the picture of a seal. */
export const INVOICE_SETTINGS = Type.Unsafe<AccountSettings>(
  Type.Object({ sealPng: Type.Optional(PICTURE) }, { ...FIELDS, additionalProperties: VALUE }),
);

/** An account's secrets; those left out or empty stay as they are stored. */
export const SECRETS = Type.Record(Type.String(), FIELD_TEXT, FIELDS);
export type AccountSecrets = Of<typeof SECRETS>;

/** Stored settings as a form shows them. */
const SHOWN_VALUE = Type.Union([Type.String(), Type.Boolean(), Type.Record(Type.String(), Type.String())]);
export const SHOWN_SETTINGS = Type.Record(Type.String(), SHOWN_VALUE);

import type { KeyObject } from 'node:crypto';
import type { Static, TObject, TProperties } from 'typebox';
import { recordReader } from './read-record.ts';

/** Reports what is wrong with a field of an account, without its value. */
export type RefuseField = (field: string, why: string) => never;

/** An account as it is stored: what may be read by operators, and what may not. */
interface AccountRecord {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

interface AccountSchema<Settings extends TProperties, Secrets extends TProperties> {
  readonly settings: TObject<Settings>;
  readonly secrets: TObject<Secrets>;
}

/**
 * Reads the texts of an account record by its schema (`recordText`).
 * @param refuse gets the path of a field, such as `settings.appId`
 */
export function accountReader<Settings extends TProperties, Secrets extends TProperties>(
  schema: AccountSchema<Settings, Secrets>,
  refuse: RefuseField,
): (record: AccountRecord) => {
  settings: Static<TObject<Settings>>;
  secrets: Static<TObject<Secrets>>;
} {
  const readSettings = recordReader(schema.settings);
  const readSecrets = recordReader(schema.secrets);
  return ({ settings, secrets }) => ({
    settings: readSettings(settings, (field, why) => refuse(`settings.${field}`, why)),
    secrets: readSecrets(secrets, (field, why) => refuse(`secrets.${field}`, why)),
  });
}

/** The entries of a field that holds texts by their serial numbers. */
export function entriesOf(
  field: string,
  value: unknown,
  rule: string,
  refuse: RefuseField,
): [string, unknown][] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.entries(value) : refuse(field, rule);
}

/** What a key or certificate of an account is read to. */
export function readKey<T>(field: string, refuse: RefuseField, read: () => T): T {
  try {
    return read();
  } catch {
    return refuse(field, '无法解析');
  }
}

/** The key, where it is one that the channels sign with. */
export function rsaKey(field: string, refuse: RefuseField, key: KeyObject): KeyObject {
  return key.asymmetricKeyType === 'rsa' ? key : refuse(field, '应为 RSA 密钥');
}

/** Remembers a parsed account for as long as the record itself is held. */
export function parsedOnce<Parsed>(
  parse: (record: AccountRecord) => Parsed,
): (record: AccountRecord) => Parsed {
  const known = new WeakMap<AccountRecord, Parsed>();
  return (record) => {
    const parsed = known.get(record) ?? parse(record);
    known.set(record, parsed);
    return parsed;
  };
}

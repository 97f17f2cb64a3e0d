import type { CipherName } from '@zhixiao/protocol/cipher';
import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { bytes, fen, flag, integer, made, nullable, optional, smallint, text, texts } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import type { SchoolBrand } from '../schools/brand.ts';
import { BRAND } from '../schools/brand-store.ts';
import type { App } from './app.ts';
import { type AppRules, NO_RULES } from './app-rules.ts';

/** An app to be created; its secrets are sealed before they are stored. */
export interface NewApp {
  readonly appId: string;
  readonly schoolId: string;
  readonly name: string;
  readonly appSecret: string;
  readonly aesKey: string;
  readonly cipher: CipherName;
  readonly spDataAsText?: boolean;
  /** None by default. */
  readonly rules?: AppRules | undefined;
}

/** What an app and we share. */
export interface AppSecrets {
  readonly appSecret: string;
  readonly aesKey: string;
}

/** Those of an app's columns that hold its rules. */
export const RULES = columns<AppRules>()({
  leastVersion: smallint('least_version'),
  notifyProfile: text('notify_profile'),
  refundDayAmount: nullable(fen('refund_day_amount')),
  refundDayCount: nullable(integer('refund_day_count')),
  refundNoRequired: flag('refund_no_required'),
  allowedNetworks: texts('allowed_networks'),
  paramBound: flag('param_bound'),
  sealsUnsigned: flag('seals_unsigned'),
});

const KEYS = { cipher: text<CipherName>('cipher'), sealed: bytes('keys_sealed') };
const NEXT_KEYS = { cipher: text<CipherName>('cipher'), sealed: optional(bytes('next_keys_sealed')) };

const APP = columns<App, Vault>()({
  appId: text('app_id'),
  schoolId: text('school_id'),
  schoolName: text('schools.name as school_name'),
  brand: made(BRAND, (brand): SchoolBrand => brand),
  name: text('apps.name'),
  keys: made(KEYS, ({ cipher, sealed }, { appId }: Pick<App, 'appId'>, vault: Vault) => ({
    appId,
    cipher,
    ...(vault.open(keysContext(appId), sealed) as AppSecrets),
  })),
  nextKeys: made(
    NEXT_KEYS,
    ({ cipher, sealed }, { appId }: Pick<App, 'appId'>, vault: Vault) =>
      sealed && { appId, cipher, ...(vault.open(nextKeysContext(appId), sealed) as AppSecrets) },
  ),
  nextKeysUsed: flag('next_keys_used_at is not null as next_keys_used'),
  spDataAsText: flag('sp_data_as_text'),
  frozen: flag('frozen'),
  rules: made(RULES.fields, (rules): AppRules => rules),
});

/** Creates the app; false when one with this id exists. */
export async function insertApp(q: Queryable, vault: Vault, app: NewApp, now: Date): Promise<boolean> {
  const keys: AppSecrets = { appSecret: app.appSecret, aesKey: app.aesKey };
  const rows = await q.query({
    text: `insert into apps (app_id, school_id, name, cipher, keys_sealed, sp_data_as_text, created_at,
                             ${RULES.written})
           values ($1, $2, $3, $4, $5, $6, $7, ${RULES.places(8)}) on conflict do nothing returning 1`,
    values: [
      app.appId,
      app.schoolId,
      app.name,
      app.cipher,
      vault.seal(keysContext(app.appId), keys),
      app.spDataAsText ?? false,
      now,
      ...RULES.valuesOf(app.rules ?? NO_RULES),
    ],
  });
  return rows.length === 1;
}

export async function findApp(q: Queryable, vault: Vault, appId: string): Promise<App | undefined> {
  return APP.one(q, vault, {
    name: 'find-app',
    text: `select ${APP.selected} from apps join schools using (school_id) where app_id = $1`,
    values: [appId],
  });
}

export function keysContext(appId: string): string {
  return `apps.keys_sealed|${appId}`;
}

export function nextKeysContext(appId: string): string {
  return `apps.next_keys_sealed|${appId}`;
}

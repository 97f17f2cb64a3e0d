import type { CipherName } from '@zhixiao/protocol/cipher';
import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { App } from './app.ts';
import {
  type AppRules,
  NO_RULES,
  placesOfRules,
  RULE_NAMES,
  type RulesRow,
  rulesFromRow,
  rulesToRow,
} from './app-rules.ts';

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

interface AppRow extends RulesRow {
  readonly app_id: string;
  readonly school_id: string;
  readonly school_name: string;
  readonly name: string;
  readonly cipher: CipherName;
  readonly keys_sealed: Buffer;
  readonly next_keys_sealed: Buffer | null;
  readonly next_keys_used_at: Date | null;
  readonly sp_data_as_text: boolean;
  readonly frozen: boolean;
}

/** What an app and we share. */
export interface AppSecrets {
  readonly appSecret: string;
  readonly aesKey: string;
}

/** Creates the app; false when one with this id exists. */
export async function insertApp(q: Queryable, vault: Vault, app: NewApp, now: Date): Promise<boolean> {
  const keys: AppSecrets = { appSecret: app.appSecret, aesKey: app.aesKey };
  const rows = await q.query({
    text: `insert into apps (app_id, school_id, name, cipher, keys_sealed, sp_data_as_text, created_at,
                             ${RULE_NAMES})
           values ($1, $2, $3, $4, $5, $6, $7, ${placesOfRules(8)}) on conflict do nothing returning 1`,
    values: [
      app.appId,
      app.schoolId,
      app.name,
      app.cipher,
      vault.seal(keysPlace(app.appId), keys),
      app.spDataAsText ?? false,
      now,
      ...rulesToRow(app.rules ?? NO_RULES),
    ],
  });
  return rows.length === 1;
}

export async function findApp(q: Queryable, vault: Vault, appId: string): Promise<App | undefined> {
  const [row] = await q.query<AppRow>({
    name: 'find-app',
    text: `select app_id, school_id, schools.name as school_name, apps.name, cipher, keys_sealed,
                  next_keys_sealed, next_keys_used_at, sp_data_as_text, frozen, ${RULE_NAMES}
             from apps join schools using (school_id) where app_id = $1`,
    values: [appId],
  });
  return row && fromRow(vault, row);
}

function fromRow(vault: Vault, row: AppRow): App {
  const { app_id: appId, cipher, keys_sealed, next_keys_sealed } = row;
  const keys = vault.open(keysPlace(appId), keys_sealed) as AppSecrets;
  const next = next_keys_sealed
    ? (vault.open(nextKeysPlace(appId), next_keys_sealed) as AppSecrets)
    : undefined;
  return {
    appId,
    schoolId: row.school_id,
    schoolName: row.school_name,
    name: row.name,
    keys: { appId, cipher, ...keys },
    nextKeys: next && { appId, cipher, ...next },
    nextKeysUsed: row.next_keys_used_at !== null,
    spDataAsText: row.sp_data_as_text,
    frozen: row.frozen,
    rules: rulesFromRow(row),
  };
}

export function keysPlace(appId: string): string {
  return `apps.keys_sealed|${appId}`;
}

export function nextKeysPlace(appId: string): string {
  return `apps.next_keys_sealed|${appId}`;
}

import type { CipherName } from '@zhixiao/protocol/cipher';
import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { App } from './app.ts';

/** An app to be created; its secrets are sealed before they are stored. */
export interface NewApp {
  readonly appId: string;
  readonly schoolId: string;
  readonly name: string;
  readonly appSecret: string;
  readonly aesKey: string;
  readonly cipher: CipherName;
}

interface AppRow {
  readonly app_id: string;
  readonly school_id: string;
  readonly school_name: string;
  readonly name: string;
  readonly cipher: CipherName;
  readonly keys_sealed: Buffer;
  readonly sp_data_as_text: boolean;
  readonly frozen: boolean;
}

interface SealedKeys {
  readonly appSecret: string;
  readonly aesKey: string;
}

export async function insertSchool(
  q: Queryable,
  school: { schoolId: string; name: string },
  now: Date,
): Promise<void> {
  await q.query({
    text: 'insert into schools (school_id, name, created_at) values ($1, $2, $3) on conflict do nothing',
    values: [school.schoolId, school.name, now],
  });
}

/** Creates the app unless one with this id exists. */
export async function insertApp(q: Queryable, vault: Vault, app: NewApp, now: Date): Promise<void> {
  const keys: SealedKeys = { appSecret: app.appSecret, aesKey: app.aesKey };
  await q.query({
    text: `insert into apps (app_id, school_id, name, cipher, keys_sealed, created_at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    values: [app.appId, app.schoolId, app.name, app.cipher, vault.seal(place(app.appId), keys), now],
  });
}

export async function findApp(q: Queryable, vault: Vault, appId: string): Promise<App | undefined> {
  const [row] = await q.query<AppRow>({
    name: 'find-app',
    text: `select app_id, school_id, schools.name as school_name, apps.name, cipher, keys_sealed,
                  sp_data_as_text, frozen
             from apps join schools using (school_id) where app_id = $1`,
    values: [appId],
  });
  if (!row) return undefined;
  const { appSecret, aesKey } = vault.open(place(row.app_id), row.keys_sealed) as SealedKeys;
  return {
    appId: row.app_id,
    schoolId: row.school_id,
    schoolName: row.school_name,
    name: row.name,
    keys: { appId: row.app_id, appSecret, aesKey, cipher: row.cipher },
    spDataAsText: row.sp_data_as_text,
    frozen: row.frozen,
  };
}

function place(appId: string): string {
  return `apps.keys_sealed|${appId}`;
}

export async function schoolExists(q: Queryable, schoolId: string): Promise<boolean> {
  const rows = await q.query({ text: 'select from schools where school_id = $1', values: [schoolId] });
  return rows.length > 0;
}

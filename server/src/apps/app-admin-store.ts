import type { CipherName } from '@zhixiao/protocol/cipher';
import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { flag, instant, made, optional, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import {
  type AppScope,
  appScopeIn,
  inAppScope,
  inScope,
  type SchoolScope,
  schoolsIn,
} from '../schools/scope.ts';
import type { AppRules } from './app-rules.ts';
import { type AppSecrets, keysContext, nextKeysContext, RULES } from './app-store.ts';

/** An app as a list shows it: none of its secrets. */
export interface AppListed {
  readonly schoolId: string;
  readonly schoolName: string;
  readonly appId: string;
  readonly name: string;
  readonly cipher: CipherName;
  readonly spDataAsText: boolean;
  readonly frozen: boolean;
  readonly createdAt: Date;
  /** Of the keys that are valid, or the old ones of two. */
  readonly keysIssuedAt: Date;
  /** While the keys are being changed: since when, and when the partner first used the new ones. */
  readonly keyChange: { readonly issuedAt: Date; readonly usedAt: Date | undefined } | undefined;
  readonly rules: AppRules;
  /** When it last spoke each version of the protocol, to the hour. */
  readonly spoke: { readonly v1: Date | undefined; readonly v2: Date | undefined };
}

const KEY_CHANGE = {
  issuedAt: optional(instant('next_keys_issued_at')),
  usedAt: optional(instant('next_keys_used_at')),
};
const spokenAt = (version: 1 | 2) =>
  optional(
    instant(`(select seen_at from versions_seen v
               where v.app_id = apps.app_id and version = ${version}) as v${version}_seen_at`),
  );

const LISTED = columns<AppListed>()({
  schoolId: text('school_id'),
  schoolName: text('schools.name as school_name'),
  appId: text('app_id'),
  name: text('apps.name'),
  cipher: text('cipher'),
  spDataAsText: flag('sp_data_as_text'),
  frozen: flag('frozen'),
  createdAt: instant('apps.created_at'),
  keysIssuedAt: instant('coalesce(keys_issued_at, apps.created_at) as keys_issued_at'),
  keyChange: made(KEY_CHANGE, ({ issuedAt, usedAt }) => issuedAt && { issuedAt, usedAt }),
  rules: made(RULES.fields, (rules): AppRules => rules),
  spoke: made({ v1: spokenAt(1), v2: spokenAt(2) }, (spoke): AppListed['spoke'] => spoke),
});

const IN_SCOPE = inScope('school_id', '$1');

/** The apps of the scope, by school and name. */
export async function findApps(q: Queryable, scope: AppScope): Promise<AppListed[]> {
  return LISTED.all(q, {
    name: 'find-apps',
    text: `select ${LISTED.selected}
             from apps join schools using (school_id)
            where ${inAppScope('apps', '$1', '$2')} order by school_id, apps.name, app_id`,
    values: appScopeIn(scope),
  });
}

/** What can be changed of an app; what is undefined stays. */
export interface AppChanges {
  readonly name?: string | undefined;
  readonly cipher?: CipherName | undefined;
  readonly spDataAsText?: boolean | undefined;
  readonly frozen?: boolean | undefined;
  /** All of them. */
  readonly rules?: AppRules | undefined;
}

export async function updateApp(tx: Transaction, appId: string, changes: AppChanges): Promise<void> {
  await tx.query({
    name: 'update-app',
    text: `update apps set name = coalesce($2, name), cipher = coalesce($3, cipher),
                           sp_data_as_text = coalesce($4, sp_data_as_text), frozen = coalesce($5, frozen)
            where app_id = $1`,
    values: [
      appId,
      changes.name ?? null,
      changes.cipher ?? null,
      changes.spDataAsText ?? null,
      changes.frozen ?? null,
    ],
  });
  if (!changes.rules) return;
  await tx.query({
    name: 'update-app-rules',
    text: `update apps set (${RULES.written}) = (${RULES.places(2)}) where app_id = $1`,
    values: [appId, ...RULES.valuesOf(changes.rules)],
  });
}

/** An app's keys, opened and locked for the rest of the transaction. */
export interface LockedKeys {
  readonly cipher: CipherName;
  readonly keys: AppSecrets;
  readonly nextKeys: AppSecrets | undefined;
}

/** Undefined when there is no such app in these schools. */
export async function lockKeys(
  tx: Transaction,
  vault: Vault,
  scope: SchoolScope,
  appId: string,
): Promise<LockedKeys | undefined> {
  const [row] = await tx.query<{ cipher: CipherName; keys_sealed: Buffer; next_keys_sealed: Buffer | null }>({
    name: 'lock-app-keys',
    text: `select cipher, keys_sealed, next_keys_sealed from apps
            where app_id = $2 and ${IN_SCOPE} for no key update`,
    values: [schoolsIn(scope), appId],
  });
  if (!row) return undefined;
  return {
    cipher: row.cipher,
    keys: vault.open(keysContext(appId), row.keys_sealed) as AppSecrets,
    nextKeys: row.next_keys_sealed
      ? (vault.open(nextKeysContext(appId), row.next_keys_sealed) as AppSecrets)
      : undefined,
  };
}

/** Makes `keys` valid beside the present ones. */
export async function insertNextKeys(
  tx: Transaction,
  vault: Vault,
  appId: string,
  keys: AppSecrets,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'insert-next-keys',
    text: 'update apps set next_keys_sealed = $2, next_keys_issued_at = $3 where app_id = $1',
    values: [appId, vault.seal(nextKeysContext(appId), keys), now],
  });
}

/** Leaves `keys` the only ones. @param areNew whether they are those that were issued last */
export async function settleKeys(
  tx: Transaction,
  vault: Vault,
  appId: string,
  keys: AppSecrets,
  areNew: boolean,
): Promise<void> {
  await tx.query({
    name: 'settle-keys',
    text: `update apps set keys_sealed = $2, keys_issued_at = case when $3 then next_keys_issued_at else keys_issued_at end,
                           next_keys_sealed = null, next_keys_issued_at = null, next_keys_used_at = null
            where app_id = $1`,
    values: [appId, vault.seal(keysContext(appId), keys), areNew],
  });
}

export async function markNextKeysUsed(q: Queryable, appId: string, now: Date): Promise<void> {
  await q.query({
    name: 'mark-next-keys-used',
    text: `update apps set next_keys_used_at = $2
            where app_id = $1 and next_keys_issued_at is not null and next_keys_used_at is null`,
    values: [appId, now],
  });
}

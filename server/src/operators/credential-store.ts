import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { bytes, made, optional, text } from '../db/fields.ts';
import type { Operator } from './operator.ts';
import { OPERATOR } from './operator-store.ts';

/** What an operator proves itself with. */
export interface Credentials {
  readonly operator: Operator;
  readonly passwordHash: string | undefined;
  readonly totpSealed: Buffer | undefined;
}

const CREDENTIALS = columns<Credentials>()({
  operator: made(OPERATOR.fields, (operator) => operator),
  passwordHash: optional(text('password_hash')),
  totpSealed: optional(bytes('totp_sealed')),
});

export async function findCredentials(
  q: Queryable,
  by: { readonly account: string } | { readonly operatorId: string },
): Promise<Credentials | undefined> {
  const [column, value] = 'account' in by ? ['account', by.account] : ['operator_id', by.operatorId];
  return CREDENTIALS.one(q, {
    name: `find-credentials-by-${column}`,
    text: `select ${CREDENTIALS.selected} from operators where ${column} = $1`,
    values: [value],
  });
}

/** Sets the password; an invited operator is active with it. */
export async function setPassword(q: Queryable, operatorId: string, passwordHash: string): Promise<void> {
  await q.query({
    name: 'set-operator-password',
    text: `update operators set password_hash = $2,
                               status = case when status = 'invited' then 'active' else status end
            where operator_id = $1`,
    values: [operatorId, passwordHash],
  });
}

/** Keeps a secret that is not asked for before it was confirmed. */
export async function proposeTotp(q: Queryable, operatorId: string, sealed: Buffer): Promise<boolean> {
  const rows = await q.query({
    name: 'propose-totp',
    text: `update operators set totp_sealed = $2 where operator_id = $1 and totp_enabled_at is null returning 1`,
    values: [operatorId, sealed],
  });
  return rows.length === 1;
}

export async function enableTotp(q: Queryable, operatorId: string, step: number, at: Date): Promise<void> {
  await q.query({
    name: 'enable-totp',
    text: 'update operators set totp_enabled_at = $3, totp_last_step = $2 where operator_id = $1',
    values: [operatorId, step, at],
  });
}

export async function removeTotp(q: Queryable, operatorId: string): Promise<void> {
  await q.query({
    name: 'remove-totp',
    text: 'update operators set totp_sealed = null, totp_enabled_at = null where operator_id = $1',
    values: [operatorId],
  });
}

/** Uses the code of a step up; false when that or a later one was used before. */
export async function takeTotpStep(q: Queryable, operatorId: string, step: number): Promise<boolean> {
  const rows = await q.query({
    name: 'take-totp-step',
    text: `update operators set totp_last_step = $2
            where operator_id = $1 and totp_enabled_at is not null and totp_last_step < $2 returning 1`,
    values: [operatorId, step],
  });
  return rows.length === 1;
}

export async function replaceRecoveryCodes(
  tx: Transaction,
  operatorId: string,
  hashes: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'delete-recovery-codes',
    text: 'delete from operator_recovery_codes where operator_id = $1',
    values: [operatorId],
  });
  await tx.query({
    name: 'insert-recovery-codes',
    text: `insert into operator_recovery_codes (operator_id, code_hash)
           select $1, code_hash from unnest($2::text[]) as made (code_hash)`,
    values: [operatorId, hashes],
  });
}

/** The hashes of the recovery codes that were not used; all are of one salt. */
export async function findRecoveryHashes(q: Queryable, operatorId: string): Promise<string[]> {
  const rows = await q.query<{ code_hash: string }>({
    name: 'find-recovery-hashes',
    text: `select code_hash from operator_recovery_codes
            where operator_id = $1 and used_at is null and code_hash is not null`,
    values: [operatorId],
  });
  return rows.map((row) => row.code_hash);
}

/** Uses a recovery code up; false when there is none such, or it was used. An index is of a code made by an earlier release. */
export async function takeRecoveryCode(
  q: Queryable,
  operatorId: string,
  code: { readonly hash: string | undefined; readonly index: Buffer },
  at: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'take-recovery-code',
    text: `update operator_recovery_codes set used_at = $4
            where operator_id = $1 and (code_hash = $2 or code_index = $3) and used_at is null returning 1`,
    values: [operatorId, code.hash ?? null, code.index, at],
  });
  return rows.length === 1;
}

export async function countRecoveryCodes(q: Queryable, operatorId: string): Promise<number> {
  const [row] = await q.query<{ unused: number }>({
    name: 'count-recovery-codes',
    text: `select count(*)::int as unused from operator_recovery_codes
            where operator_id = $1 and used_at is null`,
    values: [operatorId],
  });
  return row?.unused ?? 0;
}

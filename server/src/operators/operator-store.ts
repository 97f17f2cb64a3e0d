import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { flag, id, instant, integer, made, optional, text, texts } from '../db/fields.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { Operator, OperatorStatus } from './operator.ts';
import { type Role, rolesWith } from './roles.ts';

const SCHOOLS = {
  role: text<Role>('role as role_of_schools'),
  isAll: flag('all_schools'),
  ids: texts(`array(select school_id from operator_schools
                     where operator_schools.operator_id = operators.operator_id order by school_id) as school_ids`),
};

/** A partner's operator has none, whatever is stored. */
const schools = made(SCHOOLS, ({ role, isAll, ids }): SchoolScope => {
  if (role === 'partner') return [];
  return isAll ? 'all' : ids;
});

/** The columns of an operator, of a table `operators`. */
export const OPERATOR = columns<Operator>()({
  operatorId: id('operators.operator_id'),
  account: text('account'),
  name: text('operators.name'),
  role: text('role'),
  schools,
  apps: texts(`array(select app_id from operator_apps
                     where operator_apps.operator_id = operators.operator_id order by app_id) as app_ids`),
  status: text('status'),
  hasTotp: flag('totp_enabled_at is not null as has_totp'),
  passkeys: integer(`(select count(*)::int from operator_passkeys
                       where operator_passkeys.operator_id = operators.operator_id) as passkeys`),
});

/** Whether an operator exists who can sign in or was invited. */
export async function anyOperator(q: Queryable): Promise<boolean> {
  const rows = await q.query({ name: 'any-operator', text: 'select 1 from operators limit 1' });
  return rows.length > 0;
}

/** Whether an operator who can sign in may decide about every change. */
export async function anyDecider(q: Queryable): Promise<boolean> {
  const rows = await q.query({
    name: 'any-decider',
    text: `select from operators where role = any ($1) and all_schools and status = 'active' limit 1`,
    values: [rolesWith('changes.decide')],
  });
  return rows.length > 0;
}

/** Held until the commit: only one caller at a time creates the first operator. */
export async function lockOperators(tx: Transaction): Promise<void> {
  await tx.query({ name: 'lock-operators', text: 'lock table operators in share row exclusive mode' });
}

/**
 * Held until the commit: what an operator proves itself with is believed and changed one after the other. The table
 * is locked as for a change: who has `lockOperators` would else wait for the row, and the change of the row for him.
 */
export async function lockOperator(tx: Transaction, operatorId: string): Promise<void> {
  await tx.query({ name: 'lock-operators-for-one', text: 'lock table operators in row exclusive mode' });
  await tx.query({
    name: 'lock-operator',
    text: 'select from operators where operator_id = $1 for no key update',
    values: [operatorId],
  });
}

export interface NewOperator
  extends Pick<Operator, 'operatorId' | 'account' | 'name' | 'role' | 'schools' | 'apps'> {
  readonly createdAt: Date;
  /** The account of who made it. */
  readonly createdBy: string;
}

/** @throws Refusal operator_exists */
export async function insertOperator(tx: Transaction, operator: NewOperator): Promise<void> {
  const { operatorId, account, name, role, schools, apps, createdAt, createdBy } = operator;
  const rows = await tx.query({
    name: 'insert-operator',
    text: `insert into operators (operator_id, account, name, role, all_schools, status, created_at, created_by)
           values ($1, $2, $3, $4, $5, 'invited', $6, $7) on conflict (account) do nothing returning 1`,
    values: [operatorId, account, name, role, schools === 'all', createdAt, createdBy],
  });
  if (rows.length === 0) throw new Refusal('operator_exists', {});
  await setSchools(tx, operatorId, schools);
  await setApps(tx, operatorId, apps);
}

/** False when there is no such operator. */
export async function updateOperator(
  tx: Transaction,
  operatorId: string,
  { name, role, schools, apps }: Pick<Operator, 'name' | 'role' | 'schools' | 'apps'>,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'update-operator',
    text: 'update operators set name = $2, role = $3, all_schools = $4 where operator_id = $1 returning 1',
    values: [operatorId, name, role, schools === 'all'],
  });
  await tx.query({
    name: 'delete-operator-schools',
    text: 'delete from operator_schools where operator_id = $1',
    values: [operatorId],
  });
  await tx.query({
    name: 'delete-operator-apps',
    text: 'delete from operator_apps where operator_id = $1',
    values: [operatorId],
  });
  await setSchools(tx, operatorId, schools);
  await setApps(tx, operatorId, apps);
  return rows.length === 1;
}

/** Frozen, or as before that; false when there is no such operator. */
export async function freezeOperator(
  tx: Transaction,
  operatorId: string,
  isFrozen: boolean,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'freeze-operator',
    text: `update operators
              set status = case when $2 then 'frozen' when status <> 'frozen' then status
                                when password_hash is null then 'invited' else 'active' end
            where operator_id = $1 returning 1`,
    values: [operatorId, isFrozen],
  });
  return rows.length === 1;
}

/** Takes an operator's password away; false when it is frozen or not there. */
export async function removePassword(tx: Transaction, operatorId: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'remove-operator-password',
    text: `update operators set status = 'invited', password_hash = null
            where operator_id = $1 and status <> 'frozen' returning 1`,
    values: [operatorId],
  });
  return rows.length === 1;
}

/** Takes one-time codes, recovery codes and passkeys away from an operator. */
export async function removeSecondFactors(tx: Transaction, operatorId: string): Promise<void> {
  await tx.query({
    name: 'remove-operator-totp',
    text: 'update operators set totp_sealed = null, totp_enabled_at = null where operator_id = $1',
    values: [operatorId],
  });
  for (const table of ['operator_passkeys', 'operator_recovery_codes']) {
    await tx.query({ text: `delete from ${table} where operator_id = $1`, values: [operatorId] });
  }
}

export interface OperatorListed extends Operator {
  readonly createdAt: Date;
  readonly lastSeenAt: Date | undefined;
}

export interface OperatorFilter {
  /** A part of the account or name. */
  readonly text?: string | undefined;
  readonly status?: OperatorStatus | undefined;
}

/** Operators before a number, latest first. */
export async function findOperators(
  q: Queryable,
  filter: OperatorFilter,
  before: string | undefined,
  limit: number,
): Promise<OperatorListed[]> {
  return LISTED.all(q, {
    name: 'find-operators',
    text: `select ${LISTED.selected}
             from operators
            where ($1::bigint is null or operator_id < $1)
              and ($3::text is null or strpos(lower(account || ' ' || name), lower($3)) > 0)
              and ($4::text is null or status = $4)
            order by operator_id desc limit $2`,
    values: [before ?? null, limit, filter.text ?? null, filter.status ?? null],
  });
}

const LISTED = columns<OperatorListed>()({
  ...OPERATOR.fields,
  createdAt: instant('created_at'),
  lastSeenAt: optional(
    instant(`(select max(last_seen_at) from operator_sessions
               where operator_sessions.operator_id = operators.operator_id) as last_seen_at`),
  ),
});

async function setSchools(tx: Transaction, operatorId: string, schools: SchoolScope): Promise<void> {
  if (schools === 'all') return;
  await tx.query({
    name: 'insert-operator-schools',
    text: `insert into operator_schools (operator_id, school_id)
           select $1, school_id from unnest($2::text[]) as given (school_id)`,
    values: [operatorId, schools],
  });
}

async function setApps(tx: Transaction, operatorId: string, apps: readonly string[]): Promise<void> {
  if (apps.length === 0) return;
  await tx.query({
    name: 'insert-operator-apps',
    text: `insert into operator_apps (operator_id, app_id)
           select $1, app_id from unnest($2::text[]) as given (app_id)`,
    values: [operatorId, apps],
  });
}

/** The schools of these apps, each once, for as many of them as there are. */
export async function findSchoolsOfApps(
  q: Queryable,
  apps: readonly string[],
): Promise<{ readonly schools: readonly string[]; readonly count: number }> {
  const rows = await q.query<{ school_id: string }>({
    name: 'find-schools-of-apps',
    text: 'select school_id from apps where app_id = any ($1) order by school_id',
    values: [apps],
  });
  return { schools: [...new Set(rows.map((row) => row.school_id))], count: rows.length };
}

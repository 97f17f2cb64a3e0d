import type { Queryable } from '../db/database.ts';
import type { Operator, OperatorStatus } from './operator.ts';
import type { Role } from './roles.ts';

export interface OperatorRow {
  readonly operator_id: string;
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly all_schools: boolean;
  readonly school_ids: readonly string[];
  readonly status: OperatorStatus;
  readonly has_totp: boolean;
  readonly passkeys: number;
}

/** The columns of an {@link OperatorRow}, of a table `operators`. */
export const OPERATOR_COLUMNS = `operators.operator_id, account, operators.name, role, all_schools, status,
  array(select school_id from operator_schools
         where operator_schools.operator_id = operators.operator_id order by school_id) as school_ids,
  totp_enabled_at is not null as has_totp,
  (select count(*)::int from operator_passkeys
    where operator_passkeys.operator_id = operators.operator_id) as passkeys`;

export function operatorFrom(row: OperatorRow): Operator {
  return {
    operatorId: row.operator_id,
    account: row.account,
    name: row.name,
    role: row.role,
    schools: row.all_schools ? 'all' : row.school_ids,
    status: row.status,
    hasTotp: row.has_totp,
    passkeys: row.passkeys,
  };
}

/** Whether anybody can sign in, or has been asked to. */
export async function anyOperator(q: Queryable): Promise<boolean> {
  const rows = await q.query({ name: 'any-operator', text: 'select 1 from operators limit 1' });
  return rows.length > 0;
}

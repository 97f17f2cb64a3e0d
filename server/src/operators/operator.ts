import type { OperatorStatus } from '@zhixiao/contract/codes/operators';
import type { AppScope, SchoolScope } from '../schools/scope.ts';
import type { Role } from './roles.ts';

export type { OperatorStatus };

/** How an operator is reached with one-time links. */
export interface Contact {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** A person who signs in to the console. */
export interface Operator {
  readonly operatorId: string;
  /** What is typed at sign-in, and written wherever the operator acted. */
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  /** None for a partner's operator. */
  readonly schools: SchoolScope;
  /** What a partner's operator has in their place; none for everybody else. */
  readonly apps: readonly string[];
  readonly status: OperatorStatus;
  readonly hasTotp: boolean;
  readonly passkeys: number;
}

/** The apps whose things an operator may see. */
export function appsOf({ role, schools, apps }: Pick<Operator, 'role' | 'schools' | 'apps'>): AppScope {
  return role === 'partner' ? { apps } : schools;
}

/** Whether something besides the password is asked for at sign-in. */
export function hasSecondFactor({ hasTotp, passkeys }: Operator): boolean {
  return hasTotp || passkeys > 0;
}

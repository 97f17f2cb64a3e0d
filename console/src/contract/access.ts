/** What an operator does in the console; `server/src/operators/roles.ts` says who may. */
export type Role =
  | 'administrator'
  | 'system_administrator'
  | 'security_administrator'
  | 'finance'
  | 'refund_approver'
  | 'support'
  | 'auditor';

/** One thing that an operator may be permitted to do; `read` is to see it. */
export type Permission =
  | 'overview.read'
  | 'orders.read'
  | 'orders.operate'
  | 'refunds.read'
  | 'refunds.request'
  | 'refunds.decide'
  | 'reconciliation.read'
  | 'reconciliation.propose'
  | 'reconciliation.approve'
  | 'settlement.read'
  | 'settlement.lock'
  | 'people.read'
  | 'people.manage'
  | 'apps.read'
  | 'apps.manage'
  | 'channels.read'
  | 'channels.manage'
  | 'signatures.debug'
  | 'schools.manage'
  | 'operators.read'
  | 'operators.freeze'
  | 'operators.manage'
  | 'changes.read'
  | 'changes.decide'
  | 'audit.read'
  | 'lists.export';

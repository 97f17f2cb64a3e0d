/** What an operator does in the console; `server/src/operators/roles.ts` says who may. */
export const ROLES = [
  'administrator',
  'system_administrator',
  'security_administrator',
  'finance',
  'refund_approver',
  'support',
  'auditor',
  'partner',
] as const;
export type Role = (typeof ROLES)[number];

/** What an operator may be permitted to do; `read` is to see it. */
export const PERMISSIONS = [
  'overview.read',
  'orders.read',
  'orders.operate',
  'refunds.read',
  'refunds.request',
  'refunds.decide',
  'reconciliation.read',
  'reconciliation.propose',
  'reconciliation.approve',
  'settlement.read',
  'settlement.lock',
  'people.read',
  'people.manage',
  'personal_data.read',
  'personal_data.manage',
  'apps.name',
  'apps.read',
  'apps.rotate',
  'apps.manage',
  'channels.read',
  'channels.manage',
  'signatures.debug',
  'schools.manage',
  'operators.read',
  'operators.freeze',
  'operators.manage',
  'changes.read',
  'changes.decide',
  'audit.read',
  'workbench.read',
  'workbench.resend',
  'lists.export',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

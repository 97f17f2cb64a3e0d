import type { Permission, Role } from '@zhixiao/console/contract/access';

export type { Permission, Role };

export const ROLES = [
  'administrator',
  'finance',
  'refund_approver',
  'support',
  'auditor',
] as const satisfies readonly Role[];

const EVERYONE = ROLES;
const MONEY_PEOPLE = ['administrator', 'finance', 'refund_approver', 'auditor'] as const;

/** Which roles each permission is given to; what is not listed is denied. */
const HOLDERS: Readonly<Record<Permission, readonly Role[]>> = {
  'overview.read': EVERYONE,
  'orders.read': EVERYONE,
  'orders.operate': ['administrator', 'finance'],
  'refunds.read': EVERYONE,
  'refunds.request': ['administrator', 'finance'],
  'refunds.decide': ['administrator', 'refund_approver'],
  'reconciliation.read': MONEY_PEOPLE,
  'reconciliation.propose': ['administrator', 'finance'],
  'reconciliation.approve': ['administrator', 'refund_approver'],
  'settlement.read': MONEY_PEOPLE,
  'settlement.lock': ['administrator', 'finance'],
  'people.read': ['administrator', 'support'],
  'people.manage': ['administrator'],
  'apps.read': ['administrator', 'support', 'auditor'],
  'apps.manage': ['administrator'],
  'channels.read': ['administrator', 'auditor'],
  'channels.manage': ['administrator'],
  'signatures.debug': ['administrator', 'support'],
  'schools.manage': ['administrator'],
  'operators.manage': ['administrator'],
  'audit.read': ['administrator', 'auditor'],
  'lists.export': MONEY_PEOPLE,
};

export const PERMISSIONS = Object.keys(HOLDERS) as readonly Permission[];

/** Whether a role may. */
export function isPermitted(role: Role, permission: Permission): boolean {
  return HOLDERS[permission].includes(role);
}

/** Everything a role may. */
export function permissionsOf(role: Role): Permission[] {
  return PERMISSIONS.filter((permission) => isPermitted(role, permission));
}

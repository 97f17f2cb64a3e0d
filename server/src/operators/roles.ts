import { PERMISSIONS, type Permission, ROLES, type Role } from '@zhixiao/contract/codes/access';

export type { Permission, Role };

/**
 * A role that decides about changes cannot read orders or people. A partner's has no school: only routes of apps are open
 * to it, whatever it is permitted.
 */
const EVERYONE = ROLES.filter((role) => role !== 'security_administrator' && role !== 'partner');
/** Those who set things up; what a system administrator asks for, a second person always decides about. */
const SETTING_UP = ['administrator', 'system_administrator'] as const;
const MONEY_PEOPLE = ['administrator', 'finance', 'refund_approver', 'auditor'] as const;

/**
 * The roles that have each permission; what is not listed is denied. Except for `administrator`, the role for
 * installations run by one person, no role may both change settings and decide about change requests.
 */
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
  'people.read': [...SETTING_UP, 'support'],
  'people.manage': SETTING_UP,
  'personal_data.read': [...SETTING_UP, 'auditor'],
  'personal_data.manage': SETTING_UP,
  'apps.name': [...EVERYONE, 'partner'],
  'apps.read': [...SETTING_UP, 'support', 'auditor'],
  'apps.rotate': [...SETTING_UP, 'partner'],
  'apps.manage': SETTING_UP,
  'channels.read': [...SETTING_UP, 'auditor'],
  'channels.manage': SETTING_UP,
  'signatures.debug': [...SETTING_UP, 'support'],
  'schools.manage': SETTING_UP,
  'operators.read': [...SETTING_UP, 'security_administrator'],
  'operators.freeze': ['administrator', 'security_administrator'],
  'operators.manage': SETTING_UP,
  'changes.read': [...SETTING_UP, 'security_administrator', 'auditor'],
  'changes.decide': ['administrator', 'security_administrator'],
  'audit.read': ['administrator', 'auditor'],
  'workbench.read': [...SETTING_UP, 'support', 'partner'],
  'workbench.resend': ['administrator', 'partner'],
  'lists.export': [...MONEY_PEOPLE, 'security_administrator', 'partner'],
};

/** Whether a role may. */
export function isPermitted(role: Role, permission: Permission): boolean {
  return HOLDERS[permission].includes(role);
}

/** The roles that may. */
export function rolesWith(permission: Permission): readonly Role[] {
  return HOLDERS[permission];
}

/** Everything a role may. */
export function permissionsOf(role: Role): Permission[] {
  return PERMISSIONS.filter((permission) => isPermitted(role, permission));
}

import { expect, test } from 'vitest';
import { isPermitted, permissionsOf, ROLES } from '../operators/roles.ts';
import { CHANGE_KINDS, ruleOf } from './kinds.ts';

test('no role but the one for a single person both asks and decides', () => {
  const asked = CHANGE_KINDS.map((kind) => ruleOf(kind).permission);
  for (const role of ROLES) {
    if (role === 'administrator' || !isPermitted(role, 'changes.decide')) continue;
    expect(permissionsOf(role).filter((permission) => asked.includes(permission))).toEqual([]);
  }
  expect(ROLES.filter((role) => isPermitted(role, 'changes.decide'))).toEqual([
    'administrator',
    'security_administrator',
  ]);
});

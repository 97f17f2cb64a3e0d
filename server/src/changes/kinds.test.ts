import { ROLES } from '@zhixiao/contract/codes/access';
import { CHANGE_KINDS } from '@zhixiao/contract/codes/changes';
import { expect, test } from 'vitest';
import { isPermitted, permissionsOf } from '../operators/roles.ts';
import { ruleOf } from './kinds.ts';

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

import { expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import type { Refusal } from '../refusal.ts';
import { checkPassword, hashPassword, isPassword } from './password.ts';
import { PASSWORD_COST } from './password-cost.ts';

test('a hash names its parameters, is another each time, and knows its password only', async () => {
  const [first, second] = await Promise.all([
    hashPassword('正确的马电池订书钉', PASSWORD_COST),
    hashPassword('正确的马电池订书钉', PASSWORD_COST),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(first).not.toBe(second);
  expect(await isPassword('正确的马电池订书钉', first, PASSWORD_COST)).toBe(true);
  expect(await isPassword('正确的马电池订书针', first, PASSWORD_COST)).toBe(false);
  expect(await isPassword('', undefined, PASSWORD_COST)).toBe(false);
});

test('a hash that another program made with other parameters counts', async () => {
  // from the tests of the reference implementation
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await isPassword('password', stored, PASSWORD_COST)).toBe(true);
  expect(await isPassword('passwort', stored, PASSWORD_COST)).toBe(false);
});

const CONTEXT = { account: 'zhangsan', schools: [{ schoolId: 'beihai', name: '北海一中' }] };
const problemOf = (password: string) => {
  try {
    checkPassword(password, CONTEXT);
    return undefined;
  } catch (error) {
    return (error as Refusal<'password_unfit'>).details.problem;
  }
};

test.each([
  ['short one', '至少 12'],
  ['aaaaaaaaaaaaab', '重复'],
  ['my-zhangsan-password', '包含账号'],
  ['my ＺhangSan 2026!', '包含账号'],
  ['北海一中财务处2026年', '学校'],
  ['北海 一中 财务处 2026 年', '学校'],
  ['BeiHai-finance-7', '学校'],
  ['ZhiXiao-pay-2026', '学校或本系统'],
  ['知校聚合支付管理员2026', '学校或本系统'],
  ['password-is-long', '常见'],
  ['qwertyuiop1234567890', '常见'],
  ['passwordpasswordpassword', '常见'],
  ['password12345678901234567890', '常见'],
  // in the list
  ['1qaz2wsx3edc4rfv', '常见'],
  ['Motherfucker', '常见'],
  // from the list, with what people add
  ['!!Sunshine2026!', '常见'],
  ['woaini5201314..', '常见'],
  ['iloveyou123456', '常见'],
  ['dragonmonkey', '常见'],
  ['S@msung$2026#1', '常见'],
  ['letme1n-letme1n-', '常见'],
  ['$unsh1ne2026!', '常见'],
  ['20260901woaini', '常见'],
  ['sunshinesunshine', '常见'],
  ['a1b2c3a1b2c3a1b2c3', '常见'],
  [`${'long '.repeat(30)}`, '最多'],
])('%s is no password', (password, problem) => {
  expect(problemOf(password)).toContain(problem);
});

test.each([
  'correct horse battery',
  '我家门前有两棵枣树还有一只猫',
  'vT9-qm2-Lx7-pRw',
  'river lantern tuesday',
  '7392847502-q',
  '849203847162love',
  'administer river lantern tuesday',
  'passwords bore the lantern river',
])('length is enough: %s', (password) => {
  expect(problemOf(password)).toBeUndefined();
});

test.each([
  ['li', 'li-lantern-river-7', false],
  ['li', 'ＬＩ@lantern-river', false],
  ['li', 'a lily beside the river', true],
  ['ant', 'river lantern tuesday', true],
])('a short account is looked for as a word: %s in %s', (account, password, isFit) => {
  const check = () => checkPassword(password, { ...CONTEXT, account });
  if (isFit) expect(check).not.toThrow();
  else expect(check).toThrow();
});

test('the longest password that anybody may send is looked at in no time', () => {
  const started = process.cpuUsage();
  for (const each of ['1', 'a1', 'dragon', '！']) problemOf(`${each.repeat(128).slice(0, 120)}xyzé中文`);
  const { user } = process.cpuUsage(started);
  expect(user).toBeLessThan(patience(2_000) * 1_000);
});

test.each([
  ['一中', '我在一中看云和海和风 2026', true],
  ['一零一', '一零一-river-lantern', true],
  ['A 1', 'data1 lantern river', true],
  ['　 ', 'river lantern tuesday', true],
  ['育才小学', '育才 小学 river lantern', false],
  ['Yucai', 'my-ＹＵＣＡＩ-lantern', false],
])('a school’s name counts from four characters on: %j in %j', (name, password, isFit) => {
  const check = () => checkPassword(password, { account: 'zhangsan', schools: [{ schoolId: 'x', name }] });
  if (isFit) expect(check).not.toThrow();
  else expect(check).toThrow('password_unfit');
});

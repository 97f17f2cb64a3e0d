import { expect, test } from 'vitest';
import { checkPassword, hashPassword, isPassword } from './password.ts';

test('a hash names its parameters, is another each time, and knows its password only', async () => {
  const [first, second] = await Promise.all([
    hashPassword('正确的马电池订书钉'),
    hashPassword('正确的马电池订书钉'),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(first).not.toBe(second);
  expect(await isPassword('正确的马电池订书钉', first)).toBe(true);
  expect(await isPassword('正确的马电池订书针', first)).toBe(false);
  expect(await isPassword('', undefined)).toBe(false);
});

test('a hash that another program made with other parameters counts', async () => {
  // from the tests of the reference implementation
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await isPassword('password', stored)).toBe(true);
  expect(await isPassword('passwort', stored)).toBe(false);
});

test.each([
  ['short one', '至少 12'],
  ['aaaaaaaaaaaaab', '重复'],
  ['my-zhangsan-password', '包含账号'],
  ['password-is-long', '常见'],
  [`${'long '.repeat(30)}`, '最多'],
])('%s is no password', (password, problem) => {
  expect(() => checkPassword(password, 'zhangsan')).toThrow(
    expect.objectContaining({ details: { problem: expect.stringContaining(problem) } }),
  );
});

test('length is enough', () => {
  expect(() => checkPassword('correct horse battery', 'zhangsan')).not.toThrow();
});

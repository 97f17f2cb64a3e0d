import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';

let gateway: Gateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-operator-'));
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const operator = (command: string, ...args: string[]) =>
  runOperator(gateway, command, '--school', '10086', ...args);
const inFolder = (name: string) => join(folder, name);
const identity = (uid: string) => gateway.partner.call('user_identity', { uid });

async function lastAccess() {
  const [row] = await gateway.app.core.db.query({
    text: 'select action, actor_kind, actor, open_id from person_accesses order by access_id desc limit 1',
  });
  return row;
}

test('a roster: preview, import, errors in a file, export', async () => {
  const roster = inFolder('roster.csv');
  await writeFile(roster, '学号,姓名,宿舍\n40000001,甲,1\n,乙,2\n');
  const counts =
    '2 lines (utf-8): 1 new, 0 changed, 0 unchanged, 1 failed, 0 bound\ncolumns not read: 宿舍\n';
  expect(await operator('import-roster', roster, '--preview')).toBe(
    `preview, nothing written: ${counts}  第 3 行 学号 不能为空\n`,
  );
  const errors = inFolder('errors.csv');
  expect(await operator('import-roster', roster, '--errors', errors, '--as', 'staff')).toBe(counts);
  expect(await readFile(errors, 'utf8')).toBe('\ufeff行号,列,问题\r\n3,学号,不能为空\r\n');

  const exported = inFolder('exported.csv');
  await operator('export-roster', exported, '--operator', '教务处');
  expect(await readFile(exported, 'utf8')).toMatch(/\r\n40000001,甲,未知,教职工,正常,,,[\w-]{22}\r\n/);
  expect((await stat(exported)).mode & 0o077).toBe(0);
  expect(await lastAccess()).toMatchObject({ action: 'export', actor_kind: 'operator', actor: '教务处' });
  await expect(operator('export-roster', exported)).rejects.toThrow('EEXIST');
});

test('people are shown masked unless revealed, and each look is recorded', async () => {
  expect(await operator('person', '--user-no', '20140548', '--operator', '小王')).toBe(
    '20****48  张*  male  student  LkEb9zWC5xGAAAAWPwAVGQ\n',
  );
  expect(await lastAccess()).toEqual({
    action: 'find',
    actor_kind: 'operator',
    actor: '小王',
    open_id: 'LkEb9zWC5xGAAAAWPwAVGQ',
  });
  expect(await operator('person', '--name', '张 三', '--reveal')).toMatch(/^20140548 {2}张三/);
  expect(await operator('person', '--uid', '2088000000000003')).toContain('frozen');
  expect(await operator('person', '--user-no', '404')).toBe('nobody\n');
});

test('binding and unbinding by an operator', async () => {
  const uid = '2088000000000044';
  const bind = ['--user-no', '20180911001', '--channel', 'alipay', '--uid', uid];
  expect(await operator('bind', ...bind)).toContain('bound: 20*******01  李*');
  expect(await operator('bind', ...bind)).toContain('bound:');
  expect((await identity(uid)).content.user_name).toBe('李四');
  await expect(operator('bind', '--user-no', '20140548', ...bind.slice(2))).rejects.toMatchObject({
    stderr: '该账号已绑定其他人员\n',
  });
  await expect(operator('bind', '--user-no', '404', ...bind.slice(2))).rejects.toThrow('用户不存在');
  expect(await operator('unbind', '--uid', uid)).toBe('unbound\n');
  expect(await lastAccess()).toMatchObject({ action: 'unbind', open_id: 'Q2fW0sJ3TzK8vXb1NcYhRg' });
  expect(await identity(uid)).toMatchObject({ code: -1 });
  await expect(operator('unbind', '--uid', uid)).rejects.toThrow('该用户尚未绑定身份');
});

test('freezing a person hides him from partners, and is recorded once', async () => {
  const uid = '2088612279536603';
  expect((await identity(uid)).code).toBe(0);
  expect(await operator('freeze', '--user-no', '20140548', '--operator', '小王')).toContain(
    'student  frozen',
  );
  expect(await lastAccess()).toMatchObject({
    action: 'freeze',
    actor: '小王',
    open_id: 'LkEb9zWC5xGAAAAWPwAVGQ',
  });
  expect(await identity(uid)).toMatchObject({ code: -3, message: '用户身份已被冻结' });
  await operator('freeze', '--user-no', '20140548');
  expect(await lastAccess()).toMatchObject({ action: 'identity' });
  expect(await operator('unfreeze', '--user-no', '20140548')).not.toContain('frozen');
  expect(await lastAccess()).toMatchObject({ action: 'unfreeze' });
  expect((await identity(uid)).code).toBe(0);
  await expect(operator('freeze', '--user-no', '404')).rejects.toThrow('用户不存在');
});

test('the card link of a school is set and shown', async () => {
  const template = 'alipays://platformapi/startapp?appId=20000021&no={user_no}';
  expect(await operator('card-link', '--template', template)).toBe(
    `template: ${template}\napp ids:  20000021\n`,
  );
  await expect(operator('card-link', '--template', 'https://evil.example')).rejects.toThrow('template');
});

test('a school that is not there is said to be missing', async () => {
  const look = runOperator(gateway, 'person', '--school', 'nowhere', '--user-no', '1');
  await expect(look).rejects.toMatchObject({ stderr: '学校不存在\n' });
});

test.each([
  [['import-roster'], 'one FILE is needed'],
  [['import-roster', 'x', '--encoding', 'latin1'], '--encoding'],
  [['bind', '--user-no', '1'], '--channel is needed'],
  [['person'], '--user-no'],
  [['person', '--everything'], 'everything'],
])('%j says how it is meant', async ([command = '', ...args], problem) => {
  await expect(operator(command, ...args)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(new RegExp(`${problem}[^]*usage:`)),
  });
});

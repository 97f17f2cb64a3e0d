import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportRoster } from '../../src/directory/export-roster.ts';
import { freezePerson } from '../../src/directory/freeze-person.ts';
import { importRoster, type RosterImport } from '../../src/directory/import-roster.ts';
import { findPeopleByNumber } from '../../src/directory/person-store.ts';
import { openRoster } from '../../src/directory/roster/open-roster.ts';
import type { RosterError } from '../../src/directory/roster/row.ts';
import { HEAD } from '../helpers/files/roster-cases.ts';
import { row, workbook } from '../helpers/files/workbook.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const SCHOOL = '10086';
const actor = { kind: 'operator', name: '教务处小王' } as const;

let gateway: Gateway;
let folder: string;
beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-import-'));
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function importing(content: string | Buffer, options: Partial<RosterImport> = {}) {
  const path = join(folder, 'roster');
  await writeFile(path, content);
  const errors: RosterError[] = [];
  const progress: number[] = [];
  const report = await importRoster(gateway.app.core, {
    schoolId: SCHOOL,
    actor,
    file: await openRoster(path),
    preview: false,
    onError: (error) => errors.push(error),
    onProgress: ({ share }) => progress.push(share),
    ...options,
  });
  return { report, errors, progress };
}

async function exported(): Promise<string> {
  let text = '';
  for await (const part of exportRoster(gateway.app.core, SCHOOL, actor)) text += part;
  return text;
}

const lineOf = async (userNo: string) =>
  (await exported()).split('\r\n').find((line) => line.startsWith(userNo));
const count = async (where: string) => {
  const [row] = await gateway.app.core.db.query<{ count: number }>({
    text: `select count(*)::int as count from person_accesses where ${where}`,
  });
  return row?.count;
};
/** GB18030 as another program writes it. */
const GB = {
  张三: Buffer.from('d5c5c8fd', 'hex'),
  // the name alone is UTF-8 for something else
  '陆一,男': Buffer.from('c2bdd2bb2cc4d0', 'hex'),
};

test('a preview says what an import does, and writes nothing', async () => {
  const csv = '学号,姓名,班级\n30000001,甲,1班\n30000002,乙,1班\n20140548,张三,2班\n';
  const preview = await importing(csv, { preview: true });
  expect(preview.report).toMatchObject({
    lines: 3,
    created: 2,
    changed: 0,
    unchanged: 1,
    source: { ignoredColumns: ['班级'] },
  });
  expect(await lineOf('30000001')).toBeUndefined();
  expect((await importing(csv)).report).toEqual(preview.report);
  expect(await lineOf('30000001')).toMatch(/^30000001,甲,未知,学生,正常,,,[\w-]{22}$/);
});

test('importing again changes nothing; what a file does not say stays', async () => {
  const csv =
    '学号,姓名,性别,身份,冻结,证件号,手机号,支付宝uid\n30000011,丙,女,教师,否,11010519491231002X,13900000011,2088000000000011\n';
  const first = (await importing(csv)).report;
  expect(first).toMatchObject({ created: 1, bound: 1 });
  const before = await lineOf('30000011');
  expect((await importing(csv)).report).toMatchObject({ created: 0, changed: 0, unchanged: 1, bound: 0 });
  expect((await importing('工号,姓名\n30000011,丙\n')).report).toMatchObject({ changed: 0, unchanged: 1 });
  expect(await lineOf('30000011')).toBe(before);
  expect((await importing('工号,姓名,状态\n30000011,丙丙,冻结\n')).report).toMatchObject({ changed: 1 });
  expect(await lineOf('30000011')).toBe(before?.replace('丙,女,教职工,正常', '丙丙,女,教职工,冻结'));
  expect(await gateway.partner.call('user_identity', { uid: '2088000000000011' })).toMatchObject({
    code: -3,
  });
});

test('what is exported can be imported, and every person in it is recorded', async () => {
  const before = (await count("action = 'export'")) ?? 0;
  const text = await exported();
  const people = text.trim().split('\r\n').length - 1;
  expect(await count(`action = 'export' and actor_kind = 'operator' and actor = '${actor.name}'`)).toBe(
    before + people,
  );
  expect((await importing(text)).report).toMatchObject({ lines: people, unchanged: people, failed: 0 });
});

test('mixed encodings and a thousand bad lines: every good line is imported, every bad one reported', async () => {
  const parts = [Buffer.from('\ufeff学号,姓名,性别,手机号\n')];
  const bad: number[] = [];
  for (let row = 0; row < 3_000; row += 1) {
    const line = row + 2;
    const number = `31${String(row).padStart(6, '0')}`;
    const isBad = row % 3 === 2;
    const name = row % 2 === 0 ? Buffer.from('李四') : row % 100 === 1 ? GB['陆一,男'] : GB.张三;
    if (isBad) bad.push(line);
    const kinds = [`${number},`, `${number.slice(0, 3)}号,`, `${number},`, `31000000,`];
    const kind = isBad ? ((row - 2) / 3) % 4 : 0;
    parts.push(Buffer.from(kinds[kind] ?? ''));
    if (!(isBad && kind === 0)) parts.push(name);
    const sex = name === GB['陆一,男'] ? '' : ',';
    parts.push(Buffer.from(kind === 2 ? `${sex},12\n` : `${sex},139${String(row).padStart(8, '0')}\n`));
  }
  const { report, errors } = await importing(Buffer.concat(parts));
  expect(report).toMatchObject({
    lines: 3_000,
    created: 2_000,
    failed: 1_000,
    source: { encodings: ['utf-8', 'gb18030'] },
  });
  expect(errors.map(({ line }) => line)).toEqual(bad);
  expect(new Set(errors.map(({ field }) => field))).toEqual(new Set(['姓名', '学号', '手机号', '学工号']));
  expect(await lineOf('31000000')).toContain('李四');
  expect(await lineOf('31000003')).toContain('张三');
  expect(await lineOf('31000201')).toContain('陆一');
});

test('a uid of somebody else and a uid twice are errors of their lines', async () => {
  const { report, errors } = await importing(
    '学号,姓名,支付宝uid\n30000021,丁,2088612279536603\n30000022,戊,2088000000000022\n30000023,己,2088000000000022\n',
  );
  expect(report).toMatchObject({ created: 1, failed: 2, bound: 1 });
  expect(errors).toMatchObject([
    { line: 4, field: 'uid', message: { zh: 'uid与第 3 行相同' } },
    { line: 2, field: 'uid', message: { zh: '已绑定其他人员' } },
  ]);
});

test('what a roster says of a person is in the database only sealed and hashed', async () => {
  const said = ['30000031', '令狐冲冲', '110105194912319876', '319876', '13911112222', '2088000000000031'];
  const [number, name, document, , phone, uid] = said;
  await importing(`学号,姓名,证件号,手机号,支付宝uid\n${number},${name},${document},${phone},${uid}\n`);
  const { db } = gateway.app.core;
  for (const table of ['people', 'bindings', 'person_accesses', 'bind_attempts', 'card_links']) {
    const rows = await db.query<{ row: string }>({ text: `select t::text as row from ${table} t` });
    const text = rows.map(({ row }) => row).join('\n');
    for (const canary of said) {
      // among random hex digits six of them happen to be anybody's
      expect(text, table).not.toMatch(new RegExp(`(?<![0-9a-f])${canary}(?![0-9a-f])`));
      expect(text, table).not.toContain(Buffer.from(canary).toString('hex'));
    }
  }
  expect(await lineOf('30000031')).toContain(name);
});

test('a long file tells its progress', async () => {
  const rows = Array.from({ length: 3_500 }, (_, row) => `32${String(row).padStart(6, '0')},张三,男`);
  const { progress } = await importing(`学号,姓名,性别\n${rows.join('\n')}`, { preview: true });
  expect(progress).toHaveLength(4);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test.each([
  ['', '空'],
  ['姓名\n张三\n', '学工号'],
  ['班级,电话\n1,2\n', '学工号'],
])('%j is refused as a whole', async (content, problem) => {
  await expect(importing(content)).rejects.toMatchObject({
    code: 'roster_unreadable',
    details: { problem: expect.stringContaining(problem) },
  });
});

test('of a file whose fault is at its end nothing is imported', async () => {
  const people = Array.from({ length: 2_500 }, (_, at) => row([`33${String(at).padStart(6, '0')}`, '张三']));
  const cutOff = workbook({ sheets: [{ rows: `${HEAD}${people.join('')}<row><c t="` }] });
  await expect(importing(cutOff)).rejects.toMatchObject({ code: 'roster_unreadable' });
  expect(await lineOf('33000000')).toBeUndefined();
});

test('a freeze made while a file is being read is not undone by it', async () => {
  await importing('学工号,姓名\r\nF1,冻一\r\n');
  const { core } = gateway.app;
  const db: typeof core.db = {
    ...core.db,
    async transaction(work) {
      await freezePerson(core, { schoolId: SCHOOL, actor }, 'F1', true);
      return core.db.transaction(work);
    },
  };
  const path = join(folder, 'roster');
  await writeFile(path, '学工号,姓名\r\nF1,冻一一\r\n');
  await importRoster(
    { ...core, db },
    { schoolId: SCHOOL, actor, file: await openRoster(path), preview: false },
  );
  const [person] = await findPeopleByNumber(core.db, core.vault, SCHOOL, ['F1']);
  expect(person).toMatchObject({ userName: '冻一一', frozen: true });
});

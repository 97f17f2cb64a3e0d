import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindPayer } from '../../src/directory/bind-payer.ts';
import { bindPerson } from '../../src/directory/bind-person.ts';
import { findPerson } from '../../src/directory/find-person.ts';
import { freezePerson } from '../../src/directory/freeze-person.ts';
import { importRoster } from '../../src/directory/import-roster.ts';
import { proofHashes, savePeople } from '../../src/directory/person-store.ts';
import { openRoster } from '../../src/directory/roster/open-roster.ts';
import type { RosterError } from '../../src/directory/roster/row.ts';
import { findSubject } from '../../src/personal-data/find-held.ts';
import { agreedText } from '../helpers/consent.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SCHOOL = '10086';
const actor = { kind: 'operator', name: 'test' } as const;
const OF_SCHOOL = { schoolId: SCHOOL, actor } as const;
const PROOF = '12345X';
/** As the roster writes it, and as people type it. */
const WRITTEN = 'tJ2024aB07';
const TYPED = ['tJ2024aB07', 'TJ2024AB07', 'tj2024ab07', 'Tj2024Ab07', ' ｔｊ２０２４ａｂ０７'];

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ role: 'api' });
  for (const userNo of [WRITTEN, 'same1', 'SAME1']) await save(userNo);
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function save(userNo: string): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const who = { schoolId: SCHOOL, userNo };
  const person = { ...who, userName: '周小满', sex: 0, identityType: 1, frozen: false } as const;
  await savePeople(db, vault, [{ ...person, ...proofHashes(vault, who, { idTail: PROOF }) }], clock.now());
}

const found = async (userNo: string) =>
  (await findPerson(gateway.app.core, { ...OF_SCHOOL, action: 'find' }, userNo))?.userNo;
const bindAs = (uid: string, userNo: string, proof = PROOF) =>
  bindPayer(
    gateway.app.core,
    { schoolId: SCHOOL, channel: 'wechat', issuer: 'wx', uid },
    { userNo, userName: '周小满', proof },
    agreedText(gateway, 'binding'),
  ).then(
    () => 'bound',
    (error: Error) => error.message,
  );

test.each(TYPED)('a person of a number in mixed case is found as %j', async (typed) => {
  const { core } = gateway.app;
  expect(await found(typed)).toBe(WRITTEN);
  expect((await freezePerson(core, OF_SCHOOL, typed, false)).userNo).toBe(WRITTEN);
  expect((await bindPerson(core, OF_SCHOOL, typed, { channel: 'wechat', uid: 'hers' })).userNo).toBe(WRITTEN);
  const sought = { schoolId: SCHOOL, by: 'user_no', text: typed } as const;
  expect(await findSubject(core, sought)).toMatchObject({ userNo: WRITTEN, userName: '周小满' });
});

test('of two numbers that differ in case only each is found by its own, and neither by a third', async () => {
  expect([await found('same1'), await found('SAME1'), await found('Same1')]).toEqual([
    'same1',
    'SAME1',
    undefined,
  ]);
});

test('a number typed in other cases is one number: five tries in an hour', async () => {
  const spellings = ['same2', 'SAME2', 'Same2', 'sAme2', 'saMe2', 'samE2'];
  const answers = await spellings.reduce<Promise<string[]>>(
    async (before, userNo) => [...(await before), await bindAs(`uid-${userNo}`, userNo)],
    Promise.resolve([]),
  );
  expect(answers).toEqual([...Array(5).fill('bind_mismatch'), 'bind_too_often']);
});

const unindexed = () =>
  gateway.app.core.db.query({ text: 'select from people where user_no_folded_index is null' });
/** As an earlier release stored people. */
const unindex = () => gateway.app.core.db.query({ text: 'update people set user_no_folded_index = null' });

test('people of an earlier release are found in any case once a worker process runs beside this one', async () => {
  await unindex();
  expect(await found(WRITTEN)).toBe(WRITTEN);
  await using _worker = await gateway.startWorker();
  await waitFor(async () => (await unindexed()).length === 0, { what: 'every number to be indexed' });
  expect(await found(WRITTEN.toUpperCase())).toBe(WRITTEN);
});

async function imported(lines: readonly string[], { preview = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-case-'));
  try {
    const path = join(folder, 'roster.csv');
    await writeFile(path, ['学工号,姓名,手机号,微信openid', ...lines].join('\n'));
    const errors: RosterError[] = [];
    const { created, changed, unchanged, failed, bound } = await importRoster(gateway.app.core, {
      ...OF_SCHOOL,
      file: await openRoster(path),
      preview,
      onError: (error) => errors.push(error),
    });
    return {
      counts: { created, changed, unchanged, failed, bound },
      errors: errors.map(({ line, message }) => `${line}: ${message.zh}`),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
const NOTHING = { created: 0, changed: 0, unchanged: 0, failed: 0, bound: 0 };

test('a roster tells no two people apart by letter case, within a file and between files', async () => {
  const first = ['2021A,甲,13900000021,oFirst00000000000000000021', '2021a,乙,,'];
  const once = {
    counts: { ...NOTHING, created: 1, failed: 1, bound: 1 },
    errors: ['3: 学工号与第 2 行相同'],
  };
  expect(await imported(first, { preview: true })).toEqual(once);
  expect(await imported(first)).toEqual(once);
  const again = ['2021a,甲甲,13900000021,oFirst00000000000000000021', '2021A,乙,,'];
  expect(await imported(again)).toEqual({
    counts: { ...NOTHING, changed: 1, failed: 1 },
    errors: ['3: 学工号与第 2 行相同'],
  });
  expect(await imported(['2021a,甲甲,13900000021,oFirst00000000000000000021'])).toEqual({
    counts: { ...NOTHING, unchanged: 1 },
    errors: [],
  });
  // whose number keeps the spelling that proofs are hashed with
  expect(await found('2021a')).toBe('2021A');
  await imported(['2021a,周小满,13900000022,']);
  expect(await bindAs('oSecond0000000000000000021', '2021a', '13900000022')).toBe('bound');
});

test('across a thousand lines a number in another case is the earlier one, in a preview too', async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `41${String(at).padStart(6, '0')},丙,,`);
  const lines = ['far1b,丙,,', ...many, 'Far1B,丁,,', 'FAR1B,戊,,'];
  const expected = {
    counts: { ...NOTHING, created: 1_001, failed: 2 },
    errors: ['1003: 学工号与第 2 行相同', '1004: 学工号与第 2 行相同'],
  };
  expect(await imported(lines, { preview: true })).toEqual(expected);
  expect(await imported(lines)).toEqual(expected);
});

test('of people stored side by side a roster changes each by its own spelling, and none by a third', async () => {
  expect(await imported(['same1,小,,', 'Same1,中,,', 'SAME1,大,,'])).toEqual({
    counts: { ...NOTHING, changed: 2, failed: 1 },
    errors: ['3: 有多人的学工号与此仅大小写不同，请按已有的写法填写'],
  });
  expect([await found('same1'), await found('SAME1')]).toEqual(['same1', 'SAME1']);
});

test('a roster changes people of an earlier release whose numbers it has in another case', async () => {
  await imported(['old9x,旧,,']);
  await unindex();
  expect((await imported(['OLD9X,新,,'])).counts).toEqual({ ...NOTHING, changed: 1 });
});

test('of two rosters at once that have a number in two cases one creates the person', async () => {
  const both = await Promise.all([imported(['race7z,戊,,']), imported(['RACE7Z,戊,,'])]);
  expect(both.map(({ counts }) => counts.created).sort()).toEqual([0, 1]);
});

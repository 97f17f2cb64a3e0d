import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindPayer } from '../../src/directory/bind-payer.ts';
import { bindPerson } from '../../src/directory/bind-person.ts';
import { findPerson } from '../../src/directory/find-person.ts';
import { foldOldNumbers } from '../../src/directory/fold-numbers.ts';
import { freezePerson } from '../../src/directory/freeze-person.ts';
import { proofHashes, savePeople } from '../../src/directory/person-store.ts';
import { findSubject } from '../../src/personal-data/find-held.ts';
import { agreedText } from '../helpers/consent.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

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

test('people of an earlier release are found in any case once a worker has indexed them', async () => {
  const { core } = gateway.app;
  await core.db.query({ text: 'update people set user_no_folded_index = null' });
  expect(await found(WRITTEN)).toBe(WRITTEN);
  await foldOldNumbers(core);
  expect(await found(WRITTEN.toUpperCase())).toBe(WRITTEN);
  expect(await core.db.query({ text: 'select from people where user_no_folded_index is null' })).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP_ID, BUYER_ID, isProven } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

const LINK = 'alipays://platformapi/startapp?appId=20000021';
const SCHOOL_ID = '2088000000000100';
const CONTRACT = { account_id: '2088000000000101', agreement_no: 'A1' };

let sandbox: AlipaySandbox;
beforeAll(async () => {
  sandbox = await startAlipaySandbox();
  await giveOut('1', { name: '张三', user_id: BUYER_ID, schema_url: LINK });
  await giveOut('2', { name: '李四', user_id: '2088000000000044', schema_url: null });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const giveOut = (studentNo: string, card: object) =>
  sandbox.admin('PUT', `/alipay/campus-cards/${SCHOOL_ID}/${studentNo}`, { ...CONTRACT, ...card });
const ask = (studentNo: string, more: object = {}) =>
  sandbox.call('alipay.commerce.educate.campus.schoolcard.query', {
    ...CONTRACT,
    school_id: SCHOOL_ID,
    student_id: studentNo,
    ...more,
  });
const cardsOf = async (studentNo: string, more: object = {}) =>
  (await ask(studentNo, more)).content.school_card_list as unknown as Record<string, string>[];

test('a card is answered with its link, signed', async () => {
  const answer = await ask('1');
  expect(isProven(answer, sandbox.alipayKey)).toBe(true);
  expect(answer.content).toMatchObject({
    code: '10000',
    school_card_list: [{ name: '张三', schema_url: LINK, school_id: SCHOOL_ID, student_id: '1' }],
  });
});

test('a card that was not opened has no link, and a stranger no card', async () => {
  const [unopened] = await cardsOf('2');
  expect(unopened).toMatchObject({ student_id: '2' });
  expect(unopened).not.toHaveProperty('schema_url');
  expect(await cardsOf('3')).toEqual([]);
});

test('a card is answered only to its holder where one is named', async () => {
  const as = (identity: string) => ({ identity, identity_type: 'ALIPAY_USER_ID' });
  expect(await cardsOf('1', as(BUYER_ID))).toHaveLength(1);
  expect(await cardsOf('1', as('2088000000000044'))).toEqual([]);
  expect(await cardsOf('1', { open_id: 'somebody-else' })).toEqual([]);
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { identity: 'open_id' });
  expect(await cardsOf('1', { open_id: BUYER_ID })).toEqual([]);
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { identity: 'user_id' });
});

test.each<[object, string]>([
  [{ agreement_no: 'A2' }, 'ACQ.AGREEMENT_NOT_EXIST'],
  [{ school_id: '2088000000000999' }, 'ACQ.AGREEMENT_NOT_EXIST'],
  [{ school_id: '10086' }, 'ACQ.INVALID_PARAMETER'],
  [{ student_id: '' }, 'ACQ.INVALID_PARAMETER'],
  [{ identity: BUYER_ID }, 'ACQ.INVALID_PARAMETER'],
  [{ identity: BUYER_ID, identity_type: 'USER_ID' }, 'ACQ.INVALID_PARAMETER'],
  [{ user_no: '1' }, 'ACQ.INVALID_PARAMETER'],
])('%j is refused: %s', async (wrong, code) => {
  expect((await ask('1', wrong)).content.sub_code).toBe(code);
});

test('faults pick a student by his number', async () => {
  const match = { path: 'schoolcard\\.query$', out_trade_no: '^2$' };
  await sandbox.admin('POST', '/faults', { match, fault: 'system_error' });
  expect((await ask('1')).content.code).toBe('10000');
  expect((await ask('2')).content.code).toBe('20000');
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  account,
  granted,
  NOW,
  refused,
  type SigningServer,
  signed,
  startSigningServer,
  stranger,
  unsigned,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { type ChannelAccount, MISCONFIGURED } from '../channel.ts';
import { createAlipayChannel } from './alipay-channel.ts';

const SCHOOL_ID = '2088000000000100';
const UID = '2088612279536603';
const LINK = 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069';

const http = createHttpClient({ timeoutMs: 400 });
let alipay: SigningServer;
let channel: ReturnType<typeof createAlipayChannel>;
beforeAll(async () => {
  alipay = await startSigningServer();
  channel = createAlipayChannel({ http, clock: { now: () => NOW }, gatewayUrl: alipay.gatewayUrl });
});
afterAll(async () => {
  await alipay[Symbol.asyncDispose]();
  await http[Symbol.asyncDispose]();
});
beforeEach(() => {
  alipay.received.splice(0);
});

const withCards = (campusCard: unknown): ChannelAccount => ({
  ...account,
  settings: { ...account.settings, campusCard },
});
const school = withCards({ accountId: '2088000000000101', agreementNo: '20260901', schoolId: SCHOOL_ID });
const card = {
  name: '张三',
  protocol_status: 'X',
  schema_url: LINK,
  school_id: SCHOOL_ID,
  student_id: '20140548',
};
const answerWith = (...school_card_list: unknown[]) =>
  alipay.answerWith(signed(granted({ school_card_list })));
const find = (uid: string | undefined = UID) =>
  channel.campusCards?.find(school, { userNo: '20140548', uid });
const asked = (): unknown => JSON.parse(alipay.received[0]?.body.biz_content ?? '');

test('the link of the card is asked for by student and user', async () => {
  answerWith(card);
  expect(await find()).toEqual({ kind: 'done', value: { link: LINK } });
  expect(alipay.received[0]).toMatchObject({
    authentic: true,
    query: { method: 'alipay.commerce.educate.campus.schoolcard.query' },
  });
  const contract = { account_id: '2088000000000101', agreement_no: '20260901', school_id: SCHOOL_ID };
  const student = { ...contract, student_id: '20140548' };
  expect(asked()).toEqual({ ...student, identity: UID, identity_type: 'ALIPAY_USER_ID' });

  alipay.received.splice(0);
  await find('074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5');
  expect(asked()).toEqual({ ...student, open_id: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5' });
});

test('who is not known at Alipay is asked for by number alone', async () => {
  answerWith(card);
  expect(await channel.campusCards?.find(school, { userNo: '20140548', uid: undefined })).toMatchObject({
    kind: 'done',
  });
  expect(Object.keys(asked() as object)).toEqual(['account_id', 'agreement_no', 'school_id', 'student_id']);
});

test.each([
  ['no cards', []],
  ['a card not opened', [{ ...card, schema_url: '' }]],
  ["another's card", [{ ...card, student_id: '20140549' }]],
  ["another school's card", [{ ...card, school_id: '2088000000000999' }]],
])('%s: none', async (_what, cards) => {
  answerWith(...cards);
  expect(await find()).toEqual({ kind: 'done', value: { link: undefined } });
});

test('a list left out is an empty one', async () => {
  alipay.answerWith(signed(granted({})));
  expect(await find()).toEqual({ kind: 'done', value: { link: undefined } });
});

test.each([
  ['unsigned', unsigned(granted({ school_card_list: [card] }))],
  ['signed by a stranger', signed(granted({ school_card_list: [card] }), { key: stranger.privateKey })],
  ['a business refusal nobody knows', signed(refused('SOMETHING_NEW'))],
  ['a list that is none', signed(granted({ school_card_list: 'x' }))],
  ['a list of no cards', signed(granted({ school_card_list: ['x'] }))],
  ['no answer', () => 'reset' as const],
])('%s: unknown', async (_what, reply) => {
  alipay.answerWith(reply);
  expect(await find()).toMatchObject({ kind: 'unknown' });
});

test('no permission is for the operator', async () => {
  alipay.answerWith(unsigned({ code: '40006', sub_code: 'isv.insufficient-isv-permissions' }));
  expect(await find()).toMatchObject({ kind: 'not_done', code: MISCONFIGURED });
});

test('cards are offered where a contract is set, whole', () => {
  expect(channel.campusCards?.areOffered(school)).toBe(true);
  expect(channel.campusCards?.areOffered(account)).toBe(false);
  for (const broken of ['x', { accountId: '1' }, { accountId: '1', agreementNo: '', schoolId: '2' }]) {
    expect(() => channel.campusCards?.areOffered(withCards(broken))).toThrow('settings.campusCard');
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAlipayChannel } from '../../src/channels/alipay/alipay-channel.ts';
import {
  account,
  granted,
  type SigningServer,
  signed,
  startSigningServer,
} from '../../src/channels/alipay/signing-server.ts';
import { createHttpClient } from '../../src/channels/http-client.ts';
import type { Core } from '../../src/core.ts';
import { getCard } from '../../src/directory/get-card.ts';
import { setCardLink } from '../../src/directory/set-card-link.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';

const SCHOOL = '10086';
const NUMBER = '20140548';
/** As the interface document prints it. */
const DOCUMENT =
  'https://ds.alipay.com/?scheme=alipays%3a%2f%2fplatformapi%2fstartapp%3fappId%3d20000021%26b%3dm%26p%3d104601056069';
const TEMPLATE = 'alipays://platformapi/startapp?appId=20000021&b=m&p=104601056069';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const card = (param: object) => gateway.partner.call('user_card', param);

test("the document's example is answered as the document says, with and without the school", async () => {
  for (const school of [{ school_id: SCHOOL }, { school_id: null }, {}]) {
    const { code, content } = await card({ ...school, user_no: NUMBER });
    expect({ code, ...content, schema_url: decodeURIComponent(String(content.schema_url)) }).toEqual({
      code: 0,
      school_id: SCHOOL,
      user_no: NUMBER,
      user_name: '张三',
      sex: '1',
      identity_type: '1',
      schema_url: decodeURIComponent(DOCUMENT),
    });
  }
  expect(await card({ school_id: SCHOOL, user_no: '20180911001' })).toMatchObject({ code: 0 });
});

test('another school, nobody, a frozen person and no number are refused', async () => {
  expect(await card({ school_id: '10087', user_no: NUMBER })).toMatchObject({
    code: -2,
    message: 'school_id 不是本应用所属学校的编号',
  });
  expect(await card({ user_no: '404' })).toMatchObject({ code: -1, message: '用户不存在' });
  expect(await card({ user_no: '20150003' })).toMatchObject({ code: -3, message: '用户身份已被冻结' });
  expect(await card({})).toMatchObject({ code: -2, message: 'user_no 不能为空' });
});

test('each is recorded as a look-up for a card', async () => {
  const records = async () =>
    gateway.app.core.db.query({
      text: `select open_id, action, found_by, actor from person_accesses order by access_id desc limit 1`,
    });
  await card({ user_no: NUMBER });
  const look = { action: 'card', found_by: 'user_no', actor: 'partner1' };
  expect(await records()).toEqual([{ ...look, open_id: 'LkEb9zWC5xGAAAAWPwAVGQ' }]);
  await card({ user_no: '404' });
  expect(await records()).toEqual([{ ...look, open_id: null }]);
});

test('a school sets its own template; one that could never be given out is refused', async () => {
  const { core } = gateway.app;
  await setCardLink(core, SCHOOL, { template: `${TEMPLATE}&no={user_no}` });
  const { content } = await card({ user_no: NUMBER });
  expect(decodeURIComponent(String(content.schema_url))).toContain(`&no=${NUMBER}`);

  for (const template of [
    'https://evil.example/{user_no}',
    TEMPLATE.replace('20000021', '20000067'),
    '{name}',
  ]) {
    await expect(setCardLink(core, SCHOOL, { template })).rejects.toThrow('template');
  }
  await expect(setCardLink(core, SCHOOL, { appIds: [] })).rejects.toThrow('app_ids');
  await expect(setCardLink(core, SCHOOL, { appIds: ['20000067'] })).rejects.toThrow('template');
  await expect(setCardLink(core, 'nowhere', { template: TEMPLATE })).rejects.toThrow('school_not_found');

  await setCardLink(core, SCHOOL, { template: '' });
  expect(await card({ user_no: NUMBER })).toMatchObject({ code: -1, message: '学校未开通电子校园卡' });
  await setCardLink(core, SCHOOL, { template: TEMPLATE });
});

/** The same server, for a school that has signed with Alipay for campus cards. */
async function withContract(alipay: SigningServer): Promise<{ core: Core; stop: () => PromiseLike<void> }> {
  const { core } = gateway.app;
  const http = createHttpClient({ timeoutMs: 500 });
  const channel = createAlipayChannel({ http, clock: core.clock, gatewayUrl: alipay.gatewayUrl });
  const campusCard = { accountId: '2088000000000101', agreementNo: '1', schoolId: '2088000000000100' };
  const signedFor = { ...account, settings: { ...account.settings, campusCard } };
  return {
    core: {
      ...core,
      accounts: { ...core.accounts, ofApp: async () => signedFor },
      channels: new Map([['alipay', channel]]),
    },
    stop: () => http[Symbol.asyncDispose](),
  };
}

const issued = (schema_url: string) =>
  signed(granted({ school_card_list: [{ school_id: '2088000000000100', student_id: NUMBER, schema_url }] }));

test('with a contract the link is Alipay’s, fetched once a day, and an old one serves while Alipay is away', async () => {
  await using alipay = await startSigningServer();
  const { core, stop } = await withContract(alipay);
  const app = await core.apps('partner1');
  if (!app) throw new Error('no test app');
  const link = async () => new URL((await getCard(core, app, NUMBER)).schemaUrl).searchParams.get('scheme');

  alipay.answerWith(() => 'reset');
  await expect(link()).rejects.toThrow('channel_unknown');
  alipay.answerWith(issued(`${TEMPLATE}&v=1`));
  expect(await link()).toBe(`${TEMPLATE}&v=1`);
  alipay.answerWith(issued(`${TEMPLATE}&v=2`));
  expect(await link()).toBe(`${TEMPLATE}&v=1`);
  gateway.clock.advance(DAY_MS);
  expect(await link()).toBe(`${TEMPLATE}&v=2`);

  gateway.clock.advance(DAY_MS);
  alipay.answerWith(() => 'reset');
  expect(await link()).toBe(`${TEMPLATE}&v=2`);
  alipay.answerWith(issued('https://evil.example/'));
  await expect(link()).rejects.toThrow('card_link_refused');
  alipay.answerWith(signed(granted({ school_card_list: [] })));
  await expect(link()).rejects.toThrow('card_not_issued');
  alipay.answerWith(() => 'reset');
  await expect(link()).rejects.toThrow('channel_unknown');
  await stop();
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAlipayChannel } from '../../src/channels/alipay/alipay-channel.ts';
import type { Core } from '../../src/core.ts';
import { getCard } from '../../src/directory/get-card.ts';
import { IDENTITY_TYPE, SEX } from '../../src/directory/person.ts';
import { proofHashes, savePeople } from '../../src/directory/person-store.ts';
import { setCardLink } from '../../src/directory/set-card-link.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import {
  account,
  granted,
  type SigningServer,
  signed,
  startSigningServer,
} from '../helpers/channels/alipay/signing-server.ts';
import { emulatorAdmin } from '../helpers/channels/emulator-admin.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

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

async function savePerson(userNo: string): Promise<void> {
  const { core } = gateway.app;
  const person = {
    ...{ openId: 'new00000000000person01', userNo, userName: '赵六', schoolId: SCHOOL, frozen: false },
    ...{ sex: SEX.male, identityType: IDENTITY_TYPE.student },
  };
  const hashed = { ...person, ...proofHashes(core.vault, person, {}) };
  await core.db.transaction((tx) => savePeople(tx, core.vault, [hashed], core.clock.now()));
}

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

/** The same server, for a school that has no contract with Alipay. */
async function withoutContract() {
  const { core } = gateway.app;
  const [app, account] = await Promise.all([
    core.apps('partner1'),
    core.accounts.ofApp('partner1', 'alipay'),
  ]);
  if (!app || !account) throw new Error('no test app');
  const { campusCard: _, ...settings } = account.settings;
  const plain = {
    ...core,
    accounts: { ...core.accounts, ofApp: async () => ({ ...account, settings }) },
  };
  return { core: plain, link: async () => decodeURIComponent((await getCard(plain, app, NUMBER)).schemaUrl) };
}

test('a school without a contract has its own template; one that could never be given out is refused', async () => {
  const { core, link } = await withoutContract();
  await setCardLink(core, SCHOOL, { template: `${TEMPLATE}&no={user_no}` });
  expect(await link()).toContain(`&no=${NUMBER}`);

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
  await expect(link()).rejects.toThrow('card_not_offered');
  await setCardLink(core, SCHOOL, { template: TEMPLATE });
});

const CARDS = '/alipay/campus-cards/2088000000000100';
const put = (path: string, body: object) => emulatorAdmin(gateway.sandboxUrl)('PUT', path, body);

test('the emulated Alipay answers for its cards; one that is not opened is none, and a break is answered from before', async () => {
  await savePerson('20200001');
  expect(await card({ user_no: '20200001' })).toMatchObject({
    code: -1,
    message: '该用户尚未领取电子校园卡',
  });
  const contract = { account_id: '2088000000000101', agreement_no: '20260901000000000001', name: '赵六' };
  await put(`${CARDS}/20200001`, { ...contract, schema_url: null });
  expect(await card({ user_no: '20200001' })).toMatchObject({ code: -1 });
  await put(`${CARDS}/20200001`, { ...contract, schema_url: `${TEMPLATE}&v=1` });
  const link = async () =>
    decodeURIComponent(String((await card({ user_no: '20200001' })).content.schema_url));
  expect(await link()).toContain('&v=1');

  await put(`${CARDS}/20200001`, { ...contract, schema_url: `${TEMPLATE}&v=2` });
  await gateway.advance(DAY_MS);
  await gateway.wechat.fault({ match: { path: 'schoolcard' }, fault: 'system_error' });
  expect(await link()).toContain('&v=1');
  expect(await link()).toContain('&v=2');
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
  await core.db.query({ text: 'delete from card_links' });
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

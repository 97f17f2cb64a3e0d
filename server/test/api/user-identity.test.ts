import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { insertBindings } from '../../src/directory/binding-store.ts';
import { IDENTITY_TYPE, SEX } from '../../src/directory/person.ts';
import { proofHashes, savePeople } from '../../src/directory/person-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Another school, with people of the same numbers and the same payers. */
const OTHER_APP = { ...TEST_APP, appId: 'partner2', appSecret: 'anothersecret' };
const OTHER_SCHOOL = '20001';

let gateway: Gateway;
let other: Partner;
beforeAll(async () => {
  gateway = await startGateway();
  const { db, vault, clock } = gateway.app.core;
  const now = clock.now();
  await insertSchool(db, { schoolId: OTHER_SCHOOL, name: '另一所大学' }, now);
  await insertApp(db, vault, { ...OTHER_APP, schoolId: OTHER_SCHOOL, name: '另一系统' }, now);
  const identity = { schoolId: OTHER_SCHOOL, userNo: '20140548' };
  const person = { ...identity, userName: '赵六', sex: SEX.unknown, identityType: IDENTITY_TYPE.staff };
  const hashes = proofHashes(vault, identity, {});
  const [openId = ''] = await savePeople(db, vault, [{ ...person, frozen: false, ...hashes }], now);
  const binding = { schoolId: OTHER_SCHOOL, openId, channel: 'alipay', source: 'operator' } as const;
  await insertBindings(db, vault, [{ ...binding, uid: '2088000000000009' }], now);
  other = partnerOf(gateway.url, gateway.endpoint.url, OTHER_APP);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const identity = (uid: unknown, partner = gateway.partner) => partner.call('user_identity', { uid });

async function accesses(): Promise<Record<string, unknown>[]> {
  return gateway.app.core.db.query({
    text: `select school_id, open_id, action, found_by, actor_kind, actor from person_accesses order by access_id`,
  });
}

test("the document's example is answered as the document says", async () => {
  expect(await identity('2088612279536603')).toMatchObject({
    code: 0,
    content: {
      open_id: 'LkEb9zWC5xGAAAAWPwAVGQ',
      user_no: '20140548',
      user_name: '张三',
      sex: '1',
      identity_type: '1',
    },
  });
});

test.each(['wechat', 'alipay'] as const)(
  'the uid a partner is notified of by %s is the emulated payer, 张三',
  async (channel) => {
    const { outTradeNo, orderId } = await gateway.partner.order();
    await gateway[channel].pay({ code_url: await gateway.openCode(orderId, channel) });
    const { content } = await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], {
      what: 'the notification',
    });
    expect((await identity(content.uid)).content.user_name).toBe('张三');
  },
);

test('a frozen person is -3, an unknown uid -1, a missing one -2', async () => {
  expect(await identity('2088000000000003')).toMatchObject({ code: -3, message: '用户身份已被冻结' });
  expect(await identity('2088999999999999')).toMatchObject({ code: -1, message: '该用户尚未绑定身份' });
  expect(await identity('')).toMatchObject({ code: -2, message: 'uid 不能为空' });
  expect(await identity('2'.repeat(129))).toMatchObject({ code: -2 });
});

test('no school is answered about the people of another', async () => {
  expect((await identity('2088000000000009', other)).content.user_name).toBe('赵六');
  expect(await identity('2088000000000009')).toMatchObject({ code: -1 });
  expect(await identity('2088612279536603', other)).toMatchObject({ code: -1 });
});

test('a record copied to another school is not found there', async () => {
  const { db } = gateway.app.core;
  await db.query({
    text: `insert into people select (jsonb_populate_record(people, $1)).* from people
            where school_id = '10086' and open_id = 'LkEb9zWC5xGAAAAWPwAVGQ'`,
    values: [JSON.stringify({ school_id: OTHER_SCHOOL })],
  });
  await db.query({
    text: `insert into bindings select (jsonb_populate_record(bindings, $1)).* from bindings
            where school_id = '10086' and open_id = 'LkEb9zWC5xGAAAAWPwAVGQ' and channel = 'alipay'`,
    values: [JSON.stringify({ school_id: OTHER_SCHOOL })],
  });
  expect(await identity('2088612279536603', other)).toMatchObject({
    code: -1,
    message: '该用户尚未绑定身份',
  });
});

test('each look-up is recorded, also one that found nobody, and no record can be changed', async () => {
  const before = (await accesses()).length;
  await identity('2088612279536603');
  await identity('2088000000000003');
  await identity('2088999999999999');
  const look = {
    school_id: '10086',
    action: 'identity',
    found_by: 'uid',
    actor_kind: 'app',
    actor: 'partner1',
  };
  expect((await accesses()).slice(before)).toEqual([
    { ...look, open_id: 'LkEb9zWC5xGAAAAWPwAVGQ' },
    { ...look, open_id: 'Zk5uH7pLQ9mD4eRtA1sWxw' },
    { ...look, open_id: null },
  ]);
  const { db } = gateway.app.core;
  for (const text of [
    'delete from person_accesses',
    'update person_accesses set actor = null',
    'truncate person_accesses',
  ]) {
    await expect(db.query({ text })).rejects.toThrow('append only');
  }
});

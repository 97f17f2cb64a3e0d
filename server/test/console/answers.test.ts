import { FILE } from '@zhixiao/contract/console/list';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { answering, makeRoutesAlterable } from '../helpers/console/altered-routes.ts';
import type { ConsoleClient } from '../helpers/console/console.ts';
import { seedEveryList } from '../helpers/console/every-list.ts';
import { readingParams } from '../helpers/console/reading-params.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/**
 * Answers select their fields: each table has a column too many, and each row that is read has one that no statement
 * asked for, as after `select *`. No answer may have either.
 */
const SURPLUS = 'of-a-column-that-nobody-named';
/** How the driver makes a row, which its types do not tell. */
const rows = pg.Result.prototype as unknown as { parseRow(this: unknown, values: unknown): object };
const { parseRow } = rows;

let gateway: Gateway;
let admin: ConsoleClient;
let date: string;
let outTradeNo: string;
let asked: Readonly<Record<string, object>>;
beforeAll(async () => {
  rows.parseRow = function (values) {
    return { ...parseRow.call(this, values), columnTooMany: SURPLUS, column_too_many: SURPLUS };
  };
  makeRoutesAlterable();
  gateway = await startGateway();
  await widenEveryTable();
  ({ admin, date } = await seedEveryList(gateway));
  const paid = await answerOf('GET /orders', { status: 'paid' });
  outTradeNo = paid.rows.at(-1).outTradeNo;
  asked = await readingParams(admin, date, outTradeNo);
});
afterAll(async () => {
  rows.parseRow = parseRow;
  await gateway[Symbol.asyncDispose]();
});

async function widenEveryTable(): Promise<void> {
  const { db } = gateway.app.core;
  const tables = await db.query<{ name: string }>({
    text: `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
    values: [],
  });
  for (const { name } of tables) {
    await db.query({
      text: `alter table ${name} add column column_too_many text not null default '${SURPLUS}'`,
      values: [],
    });
  }
}

async function answerOf(key: string, params: object) {
  const { status, body } = await admin.call(key, params);
  expect(status, `${key} ${JSON.stringify(body)}`).toBe(200);
  return body;
}

/** The one there is has no line in a bill. */
const WITHOUT_ANSWER = ['GET /reconciliation/differences/:differenceId/line'];

test('no route of the console answers a column that the contract does not name', async () => {
  for (const { method, path } of CONSOLE_ROUTES) {
    const key = `${method} ${path}`;
    if (method !== 'GET' || WITHOUT_ANSWER.includes(key)) continue;
    expect(JSON.stringify(await answerOf(key, asked[key] ?? {})), key).not.toContain(SURPLUS);
  }
  const lists = [
    'GET /orders',
    'GET /refunds',
    'GET /invoices',
    'GET /notifications',
    'GET /audit',
    'GET /operators',
  ];
  for (const key of lists) expect((await answerOf(key, {})).rows, key).not.toEqual([]);
});

/** What the contract leaves open: an audit entry's details, an account's settings and WebAuthn's own words. */
const OPEN = ['details', 'settings', 'options'];

/** The same with a field too many in every object, at any depth. */
function widened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(widened);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    OPEN.includes(name) ? member : widened(member),
  ]);
  return { ...Object.fromEntries(members), fieldTooMany: SURPLUS };
}

test('nor a field that a use case has, however deep it lies', async () => {
  const reading = CONSOLE_ROUTES.filter(({ method, answers }) => method === 'GET' && answers !== FILE);
  for (const route of reading) {
    const key = `${route.method} ${route.path}`;
    if (WITHOUT_ANSWER.includes(key)) continue;
    await answering(
      key,
      async (_context, asUsual) => widened(await asUsual()),
      async () => expect(JSON.stringify(await answerOf(key, asked[key] ?? {})), key).not.toContain(SURPLUS),
    );
  }
});

test('an answer that is not as the contract says is a fault that everybody sees', async () => {
  for (const wrong of [{}, { apps: [{ appId: 'x' }] }, { apps: [{ appId: 'x', name: 1 }] }, undefined]) {
    await answering(
      'GET /app-names',
      async () => wrong,
      async () => expect((await admin.call('GET /app-names')).status, JSON.stringify(wrong)).toBe(500),
    );
  }
  await answerOf('GET /app-names', {});
});

test('nor does what changes something', async () => {
  const { differenceId } = (await answerOf('GET /reconciliation/differences', {})).rows[0];
  const { orderId } = (await answerOf('GET /orders', { number: outTradeNo })).rows[0];
  const answers = [
    await admin.call('POST /orders/:orderId/ask', { orderId }),
    await admin.call('POST /orders/:orderId/resend', { orderId }),
    await admin.call('POST /reconciliation/differences/:differenceId/propose', {
      differenceId,
      note: '已核对',
      markKnown: true,
    }),
    await admin.call('POST /directory/find', { schoolId: '10086', by: 'user_name', text: '小明' }),
    await admin.call('POST /apps', {
      schoolId: '10086',
      name: '新应用',
      cipher: 'aes-256-cbc',
      spDataAsText: false,
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(JSON.stringify(answers)).not.toContain(SURPLUS);
});

test('nor do the cashier and its pages', async () => {
  const { orderId, url } = await gateway.partner.order({ user_no: '20130001', user_name: '小明' });
  const pages = [
    url,
    `${gateway.url}/cashier-api/orders/${orderId}?device=desktop`,
    `${gateway.url}/pay/invoice/${orderId}`,
    `${gateway.url}/bind/partner1`,
  ];
  for (const page of pages) {
    const answer = await fetch(page);
    expect(answer.status, page).toBe(200);
    expect(await answer.text(), page).not.toContain(SURPLUS);
  }
  const started = await fetch(`${gateway.url}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
  });
  expect(started.status).toBe(200);
  expect(await started.text()).not.toContain(SURPLUS);
});

test('nor does a partner’s interface', async () => {
  const { partner } = gateway;
  const numbers = { out_trade_no: outTradeNo };
  const answers = [
    await partner.call('order_query', numbers),
    await partner.call('refund_query', numbers),
    await partner.call('piaoju_query', numbers),
  ];
  expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(JSON.stringify(answers)).not.toContain(SURPLUS);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/console-api/all-routes.ts';
import { type ConsoleClient, firstAdministrator } from '../helpers/console.ts';
import { EXAMPLES } from '../helpers/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';
import { invoicesOf, PERSON } from '../helpers/invoices.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  await invoicesOf(gateway).paid({ piaoju: PERSON });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const gets = CONSOLE_ROUTES.filter(({ method }) => method === 'GET');
const lists = gets
  .filter(({ params }) => 'limit' in ((params as { properties?: object }).properties ?? {}))
  .map(({ path }) => path);

test('there are lists', () => {
  expect(lists.length).toBeGreaterThan(13);
});

test.each(lists)('what %s lists can be taken away as CSV and XLSX, with headings', async (path) => {
  const key = `GET ${path}/export`;
  const csv = await admin.call(key, { ...EXAMPLES[key]?.own, form: 'csv' });
  expect(csv.status).toBe(200);
  const [headings = '', ...rows] = String(csv.body).trimEnd().split('\r\n');
  expect(headings.split(',').length).toBeGreaterThan(2);
  for (const row of rows) expect(row).not.toMatch(/undefined|\[object/);
  const xlsx = await admin.call(key, { ...EXAMPLES[key]?.own, form: 'xlsx' });
  expect(xlsx.headers.get('content-type')).toContain('spreadsheetml');
  expect(String(xlsx.body).startsWith('PK')).toBe(true);
});

test.each([
  ['/apps', 'partner1,缴费测试系统,知校示范大学'],
  ['/schools', '10086,知校示范大学'],
  ['/channel-accounts', ',微信支付,1900000001,启用,'],
  ['/operators', 'admin,管理员,管理员,全部,正常'],
  ['/orders', '缴费测试系统'],
  ['/notifications', '10086'],
])('%s takes away what is there', async (path, line) => {
  const { body } = await admin.call(`GET ${path}/export`, { form: 'csv' });
  expect(body).toContain(line);
});

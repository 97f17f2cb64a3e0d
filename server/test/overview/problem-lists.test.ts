import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Core } from '../../src/core.ts';
import { eachRow } from '../../src/lib/page.ts';
import { countOpenProblems, listOpenProblems } from '../../src/overview/open-problems.ts';
import { type ConsoleClient, firstAdministrator } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { addApp, queuePaidOrders } from '../helpers/partner/paid-orders.ts';

/** As long as a name on the net may be, of labels of 63 characters. */
const LONG_HOST = `https://${['a', 'b', 'c', 'd'].map((letter) => letter.repeat(62)).join('.')}.cn`;

let gateway: Gateway;
let core: Core;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  ({ core } = gateway.app);
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** What a list of pages of 20 shows in all, and how many the overview counts. */
async function walked(kind: ProblemKind): Promise<{ keys: string[]; count: number | undefined }> {
  const keys: string[] = [];
  const pages = eachRow(({ after }) => listOpenProblems(core, 'all', kind, { after, limit: 20 }));
  for await (const { appId, number } of pages) keys.push(`${appId} ${number}`);
  const counts = await countOpenProblems(core, 'all');
  return { keys, count: counts.find((one) => one.kind === kind)?.count };
}

/** Apps whose endpoint at one host died in the same instant, as one batch of attempts records it. */
async function diedTogether(host: string, apps: readonly string[]): Promise<void> {
  for (const appId of apps) await addApp(core, appId);
  await core.db.query({
    text: `insert into notification_endpoints (app_id, endpoint, failures, failing_since, probe_at)
           select unnest($1::text[]), $2, 10, $3, $3`,
    values: [apps, host, core.clock.now()],
  });
}

const appsNamed = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);

test('apps whose host died in one instant are all in the list, once, whatever the page ends with', async () => {
  const apps = appsNamed('tied', 25);
  await diedTogether('https://tied.example', apps);
  const { keys, count } = await walked('endpoint_dead');
  expect(keys.toSorted()).toEqual(apps.map((appId) => `${appId} https://tied.example`).toSorted());
  expect(count).toBe(25);
});

test('a page may end with the longest of hosts', async () => {
  await diedTogether(LONG_HOST, appsNamed('long', 3));
  const params = { kind: 'endpoint_dead', limit: 1 };
  const seen: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { status, body } = await admin.call('GET /problems/:kind', { ...params, ...(after && { after }) });
    expect(status, JSON.stringify(body)).toBe(200);
    for (const { appId } of body.rows as { appId: string }[]) seen.push(appId);
    after = body.next;
  }
  expect(seen.slice(-3)).toEqual(appsNamed('long', 3));
});

test('an invoice that reached its buyer in neither way is one problem', async () => {
  await addApp(core, 'unread');
  await queuePaidOrders(core, { appId: 'unread', notifyUrl: gateway.endpoint.url, count: 25 });
  const at = core.clock.now();
  await core.db.query({
    text: `with paid as (
             insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                   created_at, provider, amount, request_body_sealed, number, issued_at)
             select app_id, order_id, order_id, 'order', 'issued', '', 'v' || order_id, 'f' || order_id, $1, 'receipt',
                    100, '', order_id::text, $1 from orders where app_id = 'unread'
             returning app_id, invoice_no)
           insert into invoice_deliveries (app_id, invoice_no, delivery_method, status, failure, created_at, settled_at)
           select app_id, invoice_no, delivery_method, 'failed', '拒收', $1, $1
             from paid cross join (values ('email'), ('sms')) as media (delivery_method)`,
    values: [at],
  });
  const { keys, count } = await walked('invoice_undelivered');
  expect([keys.length, new Set(keys).size, count]).toEqual([25, 25, 25]);
});

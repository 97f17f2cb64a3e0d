import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { FILTER_LABELS } from '../../src/apis/console/export-list.ts';
import { type SeededLists, seedEveryList } from '../helpers/console/every-list.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

let gateway: Gateway;
let seeded: SeededLists;
beforeAll(async () => {
  gateway = await startGateway();
  seeded = await seedEveryList(gateway);
  await gateway.app.core.requests.flush();
});
afterAll(() => gateway[Symbol.asyncDispose]());
// a proof lasts five minutes, which a slow run is longer than
beforeEach(async () => {
  const { db, clock } = gateway.app.core;
  await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
});

const gets = CONSOLE_ROUTES.filter(({ method }) => method === 'GET');
const lists = gets
  .filter(({ params }) => 'limit' in ((params as { properties?: object }).properties ?? {}))
  .map(({ path }) => path);
const exported = gets.map(({ path }) => path).filter((path) => path.endsWith('/export'));

/** What a list must be asked with. */
function paramsOf(path: string): object {
  const { date } = seeded;
  const month = date.slice(0, 7);
  const needed: Readonly<Record<string, object>> = {
    '/operators/export': { reason: '年度核对' },
    '/problems/:kind/export': { kind: 'refund_application_waiting' },
    '/settlement/sheets/export': { month },
    '/settlement/sheets/:appId/:month/export': { appId: 'partner1', month },
    '/settlement/sheets/:appId/:month/movements/export': { appId: 'partner1', month },
    '/overview/export': { from: date, to: date },
    '/reconciliation/days/export': { from: date, to: date },
    '/reconciliation/differences/export': { date },
  };
  return needed[path] ?? {};
}

const take = (path: string, form: 'csv' | 'xlsx') =>
  seeded.admin.call(`GET ${path}`, { ...paramsOf(path), form });

async function rowsOf(path: string): Promise<Record<string, string>[]> {
  const { body } = await take(path, 'csv');
  return parse(body, { bom: true, columns: true });
}

test('every list can be taken away', () => {
  expect(lists.length).toBeGreaterThan(15);
  expect(exported).toEqual(expect.arrayContaining(lists.map((path) => `${path}/export`)));
});

test.each(exported)('%s writes rows as CSV and XLSX, with headings', async (path) => {
  const csv = await take(path, 'csv');
  expect(csv.status).toBe(200);
  const [headings = '', ...rows] = String(csv.body).trimEnd().split('\r\n');
  expect(headings.split(',').length).toBeGreaterThan(2);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).not.toMatch(/undefined|\[object/);
  const xlsx = await take(path, 'xlsx');
  expect(xlsx.headers.get('content-type')).toContain('spreadsheetml');
  expect(String(xlsx.body).startsWith('PK')).toBe(true);
  expect(decodeURIComponent(xlsx.headers.get('content-disposition') ?? '')).toMatch(/\d{4}-\d{2}.*\.xlsx$/);
});

/** What one row of a file says; amounts are yuan. */
const SAID: readonly [path: string, row: Record<string, string>][] = [
  ['/orders', { '金额（元）': '1234.56', '已退款（元）': '34.56', 状态: '已支付', 支付渠道: '微信支付' }],
  ['/refunds', { '退款金额（元）': '34.56', 来源: '操作员', 状态: '已退款' }],
  ['/refund-applications', { '退款金额（元）': '60.00', 状态: '待审核', 申请人: '管理员' }],
  ['/problems/:kind', { '金额（元）': '60.00', 应用: '缴费测试系统' }],
  [
    '/reconciliation/days',
    { '账单收款（元）': '1234.56', '账单退款（元）': '34.56', '手续费（元）': '7.20', 状态: '已对账' },
  ],
  [
    '/reconciliation/differences',
    {
      差异: '我方已入账，账单没有这笔收款',
      '我方金额（元）': '56.00',
      我方状态: '成功',
      '账单金额（元）': '',
      处理状态: '待处理',
      结果: '复核未通过',
    },
  ],
  [
    '/settlement/sheets',
    {
      '收款金额（元）': '1298.45',
      '退款金额（元）': '34.56',
      '渠道手续费（元）': '7.20',
      '结算净额（元）': '1256.69',
    },
  ],
  ['/settlement/sheets/:appId/:month', { '结算净额（元）': '1256.69' }],
  ['/settlement/sheets/:appId/:month/movements', { 收支: '收款', '金额（元）': '1234.56' }],
  ['/settlement/sheets/:appId/:month/movements', { 收支: '渠道手续费', '金额（元）': '-7.41' }],
  ['/overview', { '收款（元）': '1290.56', '退款（元）': '34.56', '净额（元）': '1256.00' }],
  ['/invoices', { '金额（元）': '1234.56', 状态: '已红冲', 来源: '下单时', 开票方: '内置电子收据' }],
  ['/invoices', { '金额（元）': '1200.00', 来源: '退款后重开' }],
  ['/invoice-accounts', { 开票方式: '内置电子收据', 状态: '使用中' }],
  [
    '/message-recipients',
    { 名称: '财务处', 方式: '邮件', 地址: 'c***@school.example', 免打扰: '22:00–07:00' },
  ],
  ['/schools', { 学校编号: '10086', '退款须审核的起点（元）': '50.00' }],
  ['/notifications', { 状态: '通知中', 'HTTP 状态': '503' }],
  ['/endpoints', { 状态: '有失败', 连续失败: '1' }],
  ['/apps', { appid: 'partner1', 名称: '缴费测试系统', 学校: '知校示范大学', 状态: '正常' }],
  ['/channel-accounts', { 渠道: '微信支付', 商户号: '1900000001', 状态: '启用' }],
  [
    '/changes',
    { 变更: '学校：额度与复核设置', 对象: '10086', 状态: '待审批', 申请人: 'sysadmin', 审批人: '' },
  ],
  ['/personal-data/requests', { 类型: '查阅、复制', 人员: '20****48', 经办人: 'admin', 原因: '本人申请' }],
  ['/operators', { 账号: 'admin', 角色: '管理员', 学校: '全部', 状态: '正常', 动态口令: '未启用' }],
  [
    '/workbench/requests',
    { 接口: 'order_create', 结果: '成功', ret_code: '0', 签名正确: '是', 未通过的步骤: '', 应答: '' },
  ],
  ['/workbench/orders', { '金额（元）': '1234.56', '已退款（元）': '34.56', 状态: '已支付' }],
  ['/workbench/notifications', { 状态: '通知中', 'HTTP 状态': '503' }],
  ['/retention', { 数据类别: '请求随机数（已失效）', 保存期限: '失效即删', '已删除（条）': '0' }],
  ['/audit', { 动作: '退款 · 申请', 动作代码: 'refund.request', 结果: '完成' }],
];

test.each(SAID)('%s writes what is there, in yuan and in words', async (path, row) => {
  expect(await rowsOf(`${path}/export`)).toContainEqual(expect.objectContaining(row));
});

test('each filter of a list that is taken away has words in its heading', () => {
  const said = new Set([
    ...Object.keys(FILTER_LABELS),
    'form',
    'from',
    'to',
    'date',
    'month',
    'schoolId',
    'reason',
  ]);
  const filters = gets
    .filter(({ path }) => path.endsWith('/export'))
    .flatMap(({ params }) => Object.keys((params as { properties?: object }).properties ?? {}));
  expect(filters.filter((name) => !said.has(name))).toEqual([]);
});

test('a workbook says of which school, days and filters it is, who took it away, and what its amounts come to', async () => {
  const { date } = seeded;
  const answer = await fetch(`${gateway.url}/console-api/orders/find/export`, {
    method: 'POST',
    headers: {
      'x-console': '1',
      cookie: seeded.admin.cookies(),
      'content-type': 'application/json',
      origin: gateway.url,
    },
    body: JSON.stringify({ form: 'xlsx', status: 'paid', from: date, to: date, person: '20140548' }),
  });
  const [title, about, headers, ...rows] = await readSheet(Buffer.from(await answer.arrayBuffer()));
  expect(title?.[0]).toBe('订单');
  expect(about?.[0]).toMatch(`学校：知校示范大学　日期：${date}　状态：已支付　人员：`);
  expect(about?.[0]).toMatch(/ 管理员$/);
  expect(headers?.slice(0, 4)).toEqual(['订单号', '商户订单号', '学校', '应用']);
  const amount = headers?.indexOf('实收（元）') ?? -1;
  expect(rows.at(-1)?.[0]).toBe('合计');
  expect(rows.at(-1)?.[amount]).toBe(rows.slice(0, -1).reduce((sum, row) => sum + Number(row[amount]), 0));
});

test('no list is taken away without a row that is looked into', () => {
  const looked = new Set(SAID.map(([path]) => `${path}/export`));
  expect(exported.filter((path) => !looked.has(path))).toEqual([]);
});

import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plusMs } from '../../server/src/lib/clock.ts';
import { invoiceTermsContext } from '../../server/src/orders/order-row.ts';
import { applyForRefund } from '../../server/src/processing/apply-for-refund.ts';
import { changeSchool } from '../../server/src/schools/manage-schools.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../../server/test/helpers/partner/invoices.ts';
import { openConsole, speakEnglish, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const HAN = /\p{Script=Han}/u;
/** What the sandbox's data, the operator and the other language are called, and the reasons that people gave. */
const DATA = /知校示范大学|缴费测试系统|管理员|宿舍电费|中文|退宿|财务处/g;

let gateway: Gateway;
let browser: Browser;
let orderId: string;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const admin = await firstAdministrator(gateway);
  await admin.call('POST /message-recipients', {
    schoolId: '10086',
    name: '财务处',
    method: 'email',
    address: 'caiwu@school.example',
    language: 'zh',
    kinds: ['partner'],
  });
  await changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove: 100 });
  browser = await openBrowser();
  const invoices = invoicesOf(gateway);
  ({ orderId } = await invoices.paid({ total_fee: '12345' }));
  await gateway.wechat.merchant({ balance_fen: 0 });
  await applyForRefund(gateway.app.core, 'all', 'admin', { orderId, refundAmount: 70, reason: '退宿' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('what a channel answered is shown as it came, as the channel’s words', async () => {
  await using tab = await openConsole(browser, gateway, `/orders/${orderId}`);
  const { page } = tab;
  await speakEnglish(page);
  const [refund] = await gateway.app.core.db.query<{ failure: string }>({
    text: 'select failure from refunds',
  });
  await page.locator('.troubles').getByText(`In their own words: “${refund?.failure}”`).waitFor();
  expect(tab.problems).toEqual([]);
});

test('what we stored of failures is English on every page that shows it, whenever it was stored', async () => {
  await storeReasons();
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await speakEnglish(page);
  for (const [path, sentence] of [
    [`/orders/${orderId}`, 'The channel closed this refund'],
    ['/refunds', 'The channel closed this refund'],
    ['/refund-applications?status=approved', 'The channel closed this refund'],
    ['/invoices', 'Nuonuo gave no reason'],
    ['/reconciliation', 'The bill has not been made yet'],
    ['/notifications', 'Acknowledged'],
    ['/messages', 'No mail server is set up here'],
  ] as const) {
    await visit(page, gateway, path);
    await page.locator('main').getByText(sentence).first().waitFor();
    expect((await chinese(page)).map((words) => `${path}: ${words}`)).toEqual([]);
    await picture(page, `reasons-english-${path.split('/')[1]}-1440`);
  }
  await visit(page, gateway, `/orders/${orderId}`);
  await page.getByRole('switch').click();
  await page.locator('.timeline').getByText('failed: Nuonuo gave no reason').waitFor();
  expect(await chinese(page)).toEqual([]);
  expect(tab.problems).toEqual([]);
});

async function chinese(page: Page): Promise<string[]> {
  const words = (await page.locator('body').innerText()).split('\n');
  return words.filter((each) => HAN.test(each.replace(DATA, '')));
}

/** The texts that earlier releases stored too, where their pages look for them. */
async function storeReasons(): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const now = clock.now();
  await db.query({ text: 'update refunds set failure = $1', values: [reasonText('refund_closed')] });
  await db.query({
    text: `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
                                 created_at, failure, failed_at)
           values ($1, $2, $2, 'partner', 'failed', $3, 'reasons', 'reasons', $4, $5, $4)`,
    values: [
      gateway.partner.keys.appId,
      orderId,
      vault.seal(invoiceTermsContext(orderId), PERSON),
      now,
      reasonText('invoice_unexplained', { who: '诺诺' }),
    ],
  });
  await db.query({
    text: `insert into invoice_attempts (app_id, invoice_no, action, outcome, detail, at)
           select app_id, invoice_no, 'query', 'done', $1, $2 from invoices`,
    values: [
      reasonText('invoice_status', {
        state: 'failed',
        message: reasonText('invoice_unexplained', { who: '诺诺' }),
      }),
      now,
    ],
  });
  await db.query({
    text: `insert into bill_days (school_id, channel_account_id, bill_date, created_at, due_at, failure)
           values ('10086', 'sandbox-wechat', $1::timestamptz, $1::timestamptz, $2, $3)`,
    values: [now, plusMs(now, 3_600_000), reasonText('bill_absent')],
  });
  await db.query({
    text: 'update message_recipients set failure = $1, failing_since = $2, failures = 1',
    values: [reasonText('mail_not_set'), now],
  });
}

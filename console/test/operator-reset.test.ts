import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode } from '../../server/src/operators/totp.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { openConsole } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('what a reset takes away is chosen, and a contact is removed on the operator’s form', async () => {
  const admin = await firstAdministrator(gateway);
  const clerk = await invited(gateway, admin, { account: 'clerk', role: 'finance' });
  const { secret } = (await clerk.call('POST /account/totp')).body;
  const code = totpCode(secret, Math.floor(gateway.clock.now().getTime() / 30_000));
  await clerk.call('POST /account/totp/confirm', { code });
  const listed = async () => (await admin.call('GET /operators', { text: 'clerk' })).body.rows[0];
  const access = { name: '出纳', role: 'finance', email: 'clerk@example.edu.cn', phone: '13912345678' };
  await admin.call('PUT /operators/:operatorId', { operatorId: (await listed()).operatorId, ...access });

  await using tab = await openConsole(browser, gateway, '/operators');
  const { page } = tab;
  const row = page.getByRole('row', { name: /clerk/ });
  const look = async (name: string) => {
    await picture(page, `${name}-1440`);
    await page.setViewportSize({ width: 375, height: 812 });
    await expectAccessible(page);
    await picture(page, `${name}-375`);
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  await row.getByRole('button', { name: '修改' }).click();
  await page.getByRole('checkbox', { name: /^邮箱 c\*\*\*@/ }).check();
  await look('operator-contact');
  await page.getByRole('button', { name: /确 ?[定认]|保 ?存/ }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect((await listed()).contact).toEqual({ phone: expect.stringMatching(/^139/) });

  await row.getByRole('button', { name: '重置' }).click();
  await page.getByLabel('原因').fill('手机丢失');
  await page.getByRole('checkbox', { name: /一并移除/ }).check();
  await look('operator-reset');
  await page.getByRole('button', { name: '确认' }).click();
  await page.locator('.one-time-link code').waitFor();
  expect(await listed()).toMatchObject({ status: 'invited', hasTotp: false });
  expect(tab.problems).toEqual([]);
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { SHE, seedPeople } from '../../server/test/helpers/personal-data/personal-data.ts';
import { inspect, openConsole, speakEnglish } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const PHONE = { width: 375, height: 812 };

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'helper', role: 'support' });
  await seedPeople(gateway, admin);
  await gateway.partner.order({ user_no: SHE.userNo, user_name: SHE.userName, total_fee: '2500' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('a person’s page has the money, the lists, and who looked, and shows in full what is asked for', async () => {
  await using tab = await openConsole(browser, gateway, '/directory');
  const { page } = tab;
  await page.getByLabel('查询内容').fill(SHE.userNo);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '查看缴费、退款和票据' }).click();
  await page.getByRole('heading', { level: 1, name: '人员往来' }).waitFor();
  await page.getByText('20*******01').first().waitFor();
  expect(page.url()).toMatch(/\/console\/people\/10086\/[\w-]{22}$/);
  const money = page.locator('.person-money');
  expect(await money.innerText()).toMatch(/待缴\s+¥25\.00 1 笔\s+已缴\s+¥15\.00 2 笔/);
  await page.getByRole('row', { name: /¥25\.00/ }).waitFor();
  expect(await page.locator('main').innerText()).not.toContain(SHE.uid);
  await inspect(page, 'person');
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  await picture(page, 'person-375');
  await page.setViewportSize({ width: 1440, height: 900 });

  const parts = page.getByRole('navigation', { name: '往来' });
  await parts.getByRole('link', { name: '付款' }).click();
  await page
    .getByRole('row', { name: /支付订单/ })
    .first()
    .waitFor();
  await inspect(page, 'person-payments');
  await parts.getByRole('link', { name: '票据' }).click();
  await page.getByRole('row', { name: /已开具/ }).waitFor();
  await parts.getByRole('link', { name: '退款' }).click();
  await page.getByText('没有退款').waitFor();

  await page.getByRole('button', { name: '显示完整信息' }).click();
  const card = page.getByRole('region', { name: SHE.userName });
  await card.getByText(SHE.uid).waitFor();
  expect(await card.getByRole('button', { name: '查看缴费、退款和票据' }).count()).toBe(0);
  await inspect(page, 'person-in-full');
  await parts.getByRole('link', { name: '谁查过此人' }).click();
  await page.getByRole('row', { name: /管理员 显示人员/ }).waitFor();
  await inspect(page, 'person-look-ups');
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  await picture(page, 'person-look-ups-375');
  await page.setViewportSize({ width: 1440, height: 900 });
  await speakEnglish(page);
  await page.getByRole('link', { name: 'Who looked' }).waitFor();
  await picture(page, 'person-1440-en');
  expect(tab.problems).toEqual([]);
});

test('who helps partners sees a person’s money, and not who else looked', async () => {
  await using tab = await openConsole(browser, gateway, '/directory', 'helper');
  const { page } = tab;
  await page.getByLabel('查询内容').fill(SHE.userNo);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '查看缴费、退款和票据' }).click();
  const parts = page.getByRole('navigation', { name: '往来' });
  await parts.getByRole('link', { name: '退款' }).waitFor();
  expect(await parts.getByRole('link').allInnerTexts()).toEqual(['订单', '付款', '退款', '票据']);
  await page.getByRole('button', { name: '显示完整信息' }).click();
  await page.getByRole('region', { name: SHE.userName }).waitFor();
  expect(await page.getByRole('button', { name: '解绑' }).count()).toBe(0);
});

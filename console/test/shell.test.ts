import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFirstLink } from '../../server/src/operators/links.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { DESKTOP, openTab } from '../../server/test/helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { PASSWORD } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { WIDE } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const TABLET = { ...WIDE, viewport: { width: 768, height: 1024 } };
/** As sent. */
const FIRST_PAGE_LIMIT_BYTES = 80 * 1024;

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

test('the first administrator is made and signed in with the keyboard alone', async () => {
  const link = await makeFirstLink(gateway.app.core);
  await using tab = await openTab(browser, link?.address ?? '', WIDE);
  const { page } = tab;
  await page.getByRole('heading', { name: '创建第一个管理员' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'console-welcome');
  await typeInto(page, ['admin', '王老师', PASSWORD, PASSWORD]);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '王老师' }).waitFor();
  await page.getByText('沙箱', { exact: true }).waitFor();
  await page.locator('main h1').waitFor();
  // what is still loading is faint
  await page.getByText('支付成功率').first().waitFor();
  await expectAccessible(page);
  await picture(page, 'console-shell-1440');
  expect(tab.problems).toEqual([]);
});

test('signing in by keyboard, in English too, on a narrow window', async () => {
  await using tab = await openTab(browser, `${gateway.url}/console/`, TABLET);
  const { page } = tab;
  await page.getByLabel('账号').waitFor();
  await expectAccessible(page);
  await picture(page, 'console-sign-in-768');
  await typeInto(page, ['admin', 'not the password']);
  await page.keyboard.press('Enter');
  await page.getByText('账号或密码不正确').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText('Sandbox', { exact: true }).waitFor();
  await page.locator('main h1').waitFor();
  await page.getByText('Payment success rate').first().waitFor();
  await expectAccessible(page);
  await picture(page, 'console-shell-768');
  await page.getByRole('button', { name: '王老师' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Account').waitFor();
  expect(tab.problems).toEqual([]);
});

test('the first page is small as it is sent, and an app that can be installed', async () => {
  await using tab = await openTab(browser, 'about:blank', DESKTOP);
  const { page, problems } = tab;
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js'))
      scripts.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => responseBodySize),
      );
  });
  await page.goto(`${gateway.url}/console/`);
  await page.getByLabel('账号').waitFor();
  const total = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(20 * 1024);
  expect(total).toBeLessThan(FIRST_PAGE_LIMIT_BYTES);
  expect(await page.getByText('请升级浏览器').isVisible()).toBe(false);

  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await page.request.get(`${gateway.url}${address}`)).json()) as Manifest;
  expect(manifest).toMatchObject({ scope: '/console/', display: 'standalone' });
  const touched = await page.locator('link[rel=apple-touch-icon]').getAttribute('href');
  const icons = [...manifest.icons, { src: String(touched), sizes: '180x180' }];
  for (const { src, sizes } of icons) {
    const png = await (await page.request.get(`${gateway.url}${src}`)).body();
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(sizes);
  }
  // the browser's own judgement of it
  const client = await page.context().newCDPSession(page);
  const { errors } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(problems).toEqual([]);
});

test('a browser that is too old for the script says so without it', async () => {
  await using tab = await openTab(browser, 'about:blank', DESKTOP);
  const { page } = tab;
  // as one that knows neither modules nor the property that came with what we need
  await page.route('**/*.js', (route) => route.abort());
  await page.route('**/*.css', async (route) => {
    const answer = await route.fetch();
    const style = (await answer.text()).replace(/accent-color:\s*auto/, 'accent-colour: auto');
    await route.fulfill({ response: answer, body: style });
  });
  await page.goto(`${gateway.url}/console/`);
  await page.getByRole('heading', { name: '请升级浏览器' }).waitFor();
  expect(await page.getByText('Please update your browser.').isVisible()).toBe(true);
  await expectAccessible(page);
  await picture(page, 'console-too-old');
});

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string }[];
}

/** Types into the field that has the focus, and on into the ones behind it. */
async function typeInto(page: Page, texts: readonly string[]): Promise<void> {
  await waitFor(() => page.evaluate('document.activeElement?.tagName === "INPUT"'), {
    what: 'the first field to have the focus',
  });
  for (const [index, text] of texts.entries()) {
    if (index > 0) {
      await page.keyboard.press('Tab');
      // a password field has a button that shows it
      if (!(await page.evaluate('document.activeElement?.tagName === "INPUT"')))
        await page.keyboard.press('Tab');
    }
    await page.keyboard.type(text);
  }
}

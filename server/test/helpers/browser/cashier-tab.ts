import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFailed, TestRunner } from 'vitest';
import { patience } from '../../../../test/helpers/patience.ts';

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = {
  viewport: { width: 375, height: 667 },
  userAgent: 'Mozilla/5.0 (Linux; Android 9; HUAWEI) AppleWebKit/537.36 Chrome/78.0 Mobile Safari/537.36',
};
export const IN_WECHAT = { ...PHONE, userAgent: `${PHONE.userAgent} MicroMessenger/8.0.40` };

/** 企业微信 on a phone, and WeChat on a desktop: both call themselves WeChat. */
export const IN_WECOM = { ...PHONE, userAgent: `${PHONE.userAgent} wxwork/4.1.20 MicroMessenger/7.0.1` };
export const IN_DESKTOP_WECHAT = {
  ...DESKTOP,
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/132.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/16467 Flue',
};

export const IN_ALIPAY = { ...PHONE, userAgent: `${PHONE.userAgent} AlipayClient/10.5.96` };

/** A browser tab, with what went wrong in it: page errors, and what the content policy refused. */
export interface CashierTab extends AsyncDisposable {
  readonly page: Page;
  readonly problems: string[];
}

/** @param cookies as a browser sends them, of an earlier visit */
export async function openTab(
  browser: Browser,
  url: string,
  device: { viewport: { width: number; height: number }; userAgent?: string; reducedMotion?: 'reduce' },
  cookies = '',
): Promise<CashierTab> {
  const context = await browser.newContext({ ...device, locale: 'zh-CN' });
  await giveCookies(context, url, cookies);
  context.setDefaultTimeout(patience(30_000));
  const page = await context.newPage();
  const tab = tabOf(page, () => context.close());
  await page.goto(url);
  return tab;
}

/** A page as a tab that `close` ends. When its test fails the log says what it showed, which a limit that was passed does not. */
export function tabOf(page: Page, close: () => Promise<void>): CashierTab {
  const problems = problemsOf(page);
  let shown: string | undefined;
  if (TestRunner.getCurrentTest()) {
    onTestFailed(() => {
      if (shown !== undefined) console.error([shown, ...problems].join('\n'));
    });
  }
  return {
    page,
    problems,
    async [Symbol.asyncDispose]() {
      const body = page.locator('body').innerText({ timeout: 1_000 });
      shown = `${page.url()} showed:\n${await body.catch(String)}`;
      await close();
    },
  };
}

/** @param cookies as a browser sends them to `url` */
export async function giveCookies(context: BrowserContext, url: string, cookies: string): Promise<void> {
  const given = cookies.split('; ').filter(Boolean);
  await context.addCookies(
    given.map((cookie) => {
      const [name = '', value = ''] = cookie.split('=');
      return { name, value, domain: new URL(url).hostname, path: '/' };
    }),
  );
}

/** What goes wrong in a page from now on. */
function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // pages that are not there, and forms that are refused
    const isAnswer = /status of 4(?:0[01349]|29)/.test(message.text());
    if (message.type() === 'error' && !isAnswer) problems.push(message.text());
  });
  return problems;
}

/** Confirms on the phone and waits for its answer: leaving before would take the payment back. */
export async function confirmPayment(page: Page): Promise<void> {
  const confirm = page.getByRole('button', { name: '确认支付' });
  // the payment is started with a POST too, whose answer may still be on its way
  await confirm.waitFor();
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    confirm.click(),
  ]);
}

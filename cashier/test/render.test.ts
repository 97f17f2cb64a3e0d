import { gzipSync } from 'node:zlib';
import type { InvoiceInput } from '@zhixiao/contract/cashier/invoice-view';
import type { CashierView, PageInput } from '@zhixiao/contract/cashier/view';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { beforeAll, expect, test } from 'vitest';
import { sceneOf, viewOf } from '../preview/scenes.ts';
import { builtAsset, builtRenderers, ensureBuilt } from './helpers/built.ts';

const HOSTILE = `</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>"'&`;
const NOW = Date.UTC(2026, 10, 23);

let renderPage: (input: PageInput) => string;
let renderInvoicePage: (input: InvoiceInput) => string;
beforeAll(async () => {
  await ensureBuilt();
  ({ renderPage, renderInvoicePage } = await builtRenderers());
});

function render(changes: Partial<CashierView>, input: Partial<PageInput> = {}): string {
  const view = { ...viewOf(sceneOf(new URLSearchParams()), '1795421170339012325', NOW, NOW), ...changes };
  const assets = { script: 'cashier-a.js', style: 'cashier-b.css' };
  return renderPage({ view, device: 'desktop', language: 'zh', nonce: 'N0nce', assets, ...input });
}

function stateIn(html: string): { view: CashierView } {
  const [, json = ''] = /<script id="state"[^>]*>([\s\S]*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as { view: CashierView };
}

test('hostile text is text, in the markup and in the state', () => {
  const html = render({
    body: HOSTILE,
    userName: HOSTILE,
    payee: HOSTILE,
    app: HOSTILE,
    outTradeNo: HOSTILE,
  });
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<!--');
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(stateIn(html).view.body).toBe(HOSTILE);
});

test.each([
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil',
])('a return address %j is never linked', (returnUrl) => {
  const html = render({ state: 'paid', returnUrl });
  expect(html).toContain('支付成功');
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
  const invoice = '/pay/invoice/1795421170339012325';
  expect(links).toEqual(['/cashier/assets/cashier-b.css', 'data:,', '?lang=en', invoice, '?']);
});

test.each(['cancelled', 'expired', 'failed'] as const)(
  'out of %s lead the partner’s page and the school',
  (state) => {
    const html = render({ state, returnUrl: 'https://a.example/' }, { brand: { contact: '028-1' } });
    expect(html).toContain('href="https://a.example/"');
    expect(html).toContain('请联系学校。<b>028-1</b>');
    expect(render({ state, returnUrl: 'javascript:alert(1)' })).not.toContain('href="javascript:');
  },
);

test('a good return address is', () => {
  expect(render({ state: 'paid', returnUrl: 'https://a.example/?b=1&c="2"' })).toContain(
    'href="https://a.example/?b=1&amp;c=&quot;2&quot;"',
  );
});

test('it obeys a strict policy: a nonce on every script, no inline style or handler', () => {
  const html = render({}, { device: 'wechat', bridgeScript: 'https://sandbox.example/bridge.js' });
  const scripts = html.match(/<script[^>]*>/g) ?? [];
  expect(scripts).toHaveLength(3);
  for (const script of scripts) expect(script).toContain('nonce="N0nce"');
  expect(html.indexOf('bridge.js')).toBeLessThan(html.indexOf('cashier-a.js'));
  expect(html).not.toMatch(/<[^>]+\s(?:style|on\w+)=/);
});

test.each([
  ['waiting', '待支付', 'Unpaid'],
  ['confirming', '正在确认支付结果，请勿重复支付', 'Confirming your payment. Please do not pay again'],
  ['paid', '支付成功', 'Paid'],
  ['cancelled', '订单已取消', 'Order cancelled'],
  ['expired', '订单已过期', 'Order expired'],
  ['failed', '订单已关闭', 'Order closed'],
] as const)('%s is shown without scripts, in both languages', (state, zh, en) => {
  const chinese = render({ state });
  expect(chinese).toContain('<html lang="zh-CN">');
  expect(chinese).toContain(`<title>${zh} - 收银台</title>`);
  expect(chinese).toMatch(new RegExp(`<h2[^>]*>${zh}</h2>`));
  expect(chinese).toContain('1,234.56');
  const english = render({ state }, { language: 'en' });
  expect(english).toContain('<html lang="en">');
  expect(english).toMatch(new RegExp(`<h2[^>]*>${en}</h2>`));
});

test('an unknown order has a page', () => {
  const assets = { script: 'a.js', style: 'b.css' };
  const html = renderPage({ view: 'notFound', device: 'phone', language: 'zh', nonce: 'n', assets });
  expect(html).toContain('<title>订单不存在 - 收银台</title>');
});

test('only a waiting page has pay buttons', () => {
  const has = (state: CashierView['state']) =>
    render({ state }, { device: 'phone' }).includes('付款</button>');
  expect(has('waiting')).toBe(true);
  for (const state of ['confirming', 'paid', 'cancelled', 'expired', 'failed'] as const) {
    expect(has(state)).toBe(false);
  }
});

test('the script is small, and in a language that old webviews read', async () => {
  const script = await builtAsset('.js');
  expect(gzipSync(script).length).toBeLessThan(40 * 1024);
  expect(script).not.toMatch(
    /\basync[ (]|\bawait\b|\?\?|\?\.[a-z_$[(]|catch\{|\*\*|\{\.\.\.|\beval\(|new Function/i,
  );
});

test('why an invoice failed is told in the payer’s language, another’s words as they came', () => {
  const failed = (language: 'zh' | 'en', failure: string) =>
    renderInvoicePage({
      view: {
        state: 'failed',
        school: '示例大学',
        item: '电费',
        amount: 100,
        buyer: '张**',
        paidAt: NOW,
        refundedAmount: 0,
        failure,
      },
      isSent: false,
      language,
      otherLanguageHref: '?lang=en',
      sandbox: false,
      style: 'cashier-b.css',
    });
  const ours = reasonText('invoice_nothing_left');
  expect(failed('zh', ours)).toContain('订单已全额退款');
  expect(failed('en', ours)).toContain('The order was refunded in full');
  expect(failed('en', '购方税号无效')).toContain('In their own words: “购方税号无效”');
});

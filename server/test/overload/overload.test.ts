import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { sealRequest } from '@zhixiao/protocol/envelope';
import Fastify from 'fastify';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { acceptRawBodies } from '../../src/apis/callbacks/raw-bodies.ts';
import { markNotHere } from '../../src/http/not-here.ts';
import { Overloaded } from '../../src/http/unavailable.ts';
import { createLog } from '../../src/lib/log.ts';
import { onMeasure } from '../../src/lib/measures.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { DESKTOP, openTab, PHONE } from '../helpers/browser/cashier-tab.ts';
import { picture } from '../helpers/browser/page-checks.ts';
import { type ConsoleClient, firstAdministrator } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** "Back to normal within five seconds." */
const RECOVERY_MS = 5_000;

let gateway: Gateway;
let admin: ConsoleClient;
let browser: Browser;
const logged: { alert?: string; msg: string }[] = [];
const stack = new AsyncDisposableStack();
beforeAll(async () => {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  gateway = stack.use(await startGateway({ log: createLog('warn', lines), waitFactor: 1 }));
  admin = await firstAdministrator(gateway);
  browser = await openBrowser();
  stack.defer(() => browser.close());
});
afterAll(() => stack.disposeAsync());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const pressing: (() => Promise<unknown>)[] = [];
/** Ends the overload; how fast all is normal again is judged without it, as a slow machine cannot bear it at all. */
async function stopPressing(): Promise<void> {
  await Promise.all(pressing.splice(0).map((stop) => stop()));
}
afterEach(stopPressing);

/** Another session that holds a table, so that every statement about it waits until it is let go. */
async function holding(table: string): Promise<() => Promise<void>> {
  const session = new pg.Client({ connectionString: gateway.databaseUrl });
  await session.connect();
  await session.query(`begin; lock table ${table} in access exclusive mode`);
  let held = true;
  const letGo = async () => {
    if (held) await session.end();
    held = false;
  };
  closing.push(letGo);
  return letGo;
}

type Answer = Pick<Response, 'status' | 'headers'> & { readonly body: string };

async function ask(path: string, options: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(`${gateway.url}${path}`, options);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** Clients do not wait for each other: those who were let in may wait for long, and more come. */
const ASK_EVERY_MS = 50;
const ASKED_AT_ONCE = 100;

/**
 * Has a new client ask every now and then until `stopPressing`; answers the first refusal because there are too many. On a
 * very busy machine connections fail meanwhile, which is another refusal.
 */
async function press(asking: () => Promise<Answer>): Promise<Answer> {
  let refused: Answer | undefined;
  const underWay = new Set<Promise<void>>();
  const askOnce = async () => {
    const answer = await asking().catch(() => undefined);
    if (answer?.status === 503 && answer.body.includes('系统繁忙')) refused ??= answer;
  };
  const timer = setInterval(() => {
    if (underWay.size === ASKED_AT_ONCE) return;
    const one = askOnce().finally(() => underWay.delete(one));
    underWay.add(one);
  }, ASK_EVERY_MS);
  pressing.push(() => {
    clearInterval(timer);
    return Promise.all(underWay);
  });
  return waitFor(() => refused, { what: 'a refusal' });
}

/** Loads a page again until it shows this: one that was let in waits until its statement is ended, and says something else. */
async function shown(page: Page, text: string): Promise<void> {
  await waitFor(
    async () => {
      const there = page
        .getByText(text)
        .first()
        .waitFor({ timeout: patience(5_000) });
      const isShown = await there.then(
        () => true,
        () => false,
      );
      if (!isShown) await page.reload();
      return isShown;
    },
    { what: text, timeoutMs: 60_000 },
  );
}

function expectRetryAfter({ status, headers }: Answer): void {
  expect(status).toBe(503);
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(2);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(5);
}

const list = (path: string) => () =>
  ask(`/console-api${path}`, { headers: { 'x-console': '1', cookie: admin.cookies() } });

test('lists and files that wait are refused, and take nothing from payers, partners and channels', async () => {
  const before = await gateway.partner.order();
  const letGo = await holding('audit_entries');
  const refused = await Promise.all([press(list('/audit')), press(list('/audit/export?form=csv'))]);
  for (const answer of refused) {
    expectRetryAfter(answer);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        code: 'busy',
        message: '系统繁忙，正在优先处理付款，请稍后重试',
        inEnglish: 'The server is busy and serves payments first. Please try again shortly.',
      },
    });
  }
  await using open = await openTab(browser, `${gateway.url}/console/audit`, DESKTOP, admin.cookies());
  await shown(open.page, '系统繁忙，正在优先处理付款，请稍后重试');
  await picture(open.page, 'overload-console-1440');
  await open.page.setViewportSize(PHONE.viewport);
  await picture(open.page, 'overload-console-375');
  // while lists still wait for it
  const order = await gateway.partner.order();
  expect((await ask(`/pay/orderId/${order.orderId}.html`)).status).toBe(200);
  await gateway.wechat.pay({ code_url: await gateway.openCode(before.orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(before.outTradeNo)[0], { what: 'the notification' });
  // it still is: refused, or let in and ended with its statement
  expect([500, 503]).toContain((await list('/audit')()).status);

  await letGo();
  await stopPressing();
  const letGoAt = performance.now();
  await waitFor(async () => (await list('/audit')()).status === 200, { what: 'the list' });
  expect(performance.now() - letGoAt).toBeLessThan(patience(RECOVERY_MS));
});

test('a database that stands still refuses everybody in time, in words and with Retry-After, and serves all when it goes on', async () => {
  const { orderId, outTradeNo, url } = await gateway.partner.order();
  await using open = await openTab(browser, url, PHONE);
  await open.page.getByRole('heading', { level: 2 }).first().waitFor();
  const shed = new Map<string, number>();
  const stopCounting = onMeasure('shed', ({ kind, requests }) =>
    shed.set(kind, (shed.get(kind) ?? 0) + requests),
  );
  closing.push(stopCounting);

  const letGo = await holding('orders');
  const path = `/pay/orderId/${orderId}.html`;
  const page = () => ask(path, { headers: { accept: 'text/html' } });
  const view = () => ask(`/cashier-api/orders/${orderId}`);
  const query = () => {
    const body = new URLSearchParams({
      ...sealRequest(gateway.partner.keys, { out_trade_no: outTradeNo }),
    });
    return ask('/pay_api/order_query', { method: 'POST', body });
  };
  const [html, json, envelope] = await Promise.all([page, view, query].map(press));
  if (!html || !json || !envelope) throw new Error('three were asked');
  for (const answer of [html, json, envelope]) expectRetryAfter(answer);
  expect(html.body).toContain('<h1>系统繁忙，请稍后重试</h1>');
  expect(html.body).toContain('本页会自动重试');
  expect(Number(html.headers.get('refresh'))).toBeGreaterThan(1);
  expect(JSON.parse(json.body)).toEqual({
    error: {
      code: 'unavailable',
      message: '系统繁忙，请稍后重试',
      inEnglish: 'The server is busy. Please try again shortly.',
    },
    retryAfterMs: Number(json.headers.get('retry-after')) * 1_000,
  });
  expect(JSON.parse(envelope.body)).toEqual({ ret_code: -1, ret_content: '系统繁忙，请稍后重试', sign: '' });

  // a page that is open, and one that was just opened
  const busy = open.page.getByText('付款的人较多，正在自动重试…');
  await busy.waitFor();
  await picture(open.page, 'overload-open-375');
  await using fresh = await openTab(browser, url, PHONE);
  await shown(fresh.page, '本页会自动重试');
  await picture(fresh.page, 'overload-first-375');
  await fresh.page.setViewportSize(DESKTOP.viewport);
  await picture(fresh.page, 'overload-first-1440');

  // where connections fail as well, who is refused by that is not counted
  const kinds = ['payer', 'partner'];
  await waitFor(() => kinds.every((kind) => (shed.get(kind) ?? 0) > 0), { what: 'refusals of both kinds' });
  await letGo();
  await stopPressing();
  const letGoAt = performance.now();
  const everybody = [page, view, query, list('/orders')];
  await waitFor(
    async () => (await Promise.all(everybody.map((one) => one()))).every(({ status }) => status === 200),
    { what: 'everybody to be served' },
  );
  expect(performance.now() - letGoAt).toBeLessThan(patience(RECOVERY_MS));
  await busy.waitFor({ state: 'detached' });
  await fresh.page.getByRole('heading', { level: 2 }).first().waitFor();

  await waitFor(() => logged.some(({ msg }) => msg === 'overload over'), { what: 'the last line' });
  expect(logged.some(({ alert }) => alert === 'overload')).toBe(true);
});

test('a channel that is refused gets 503 with Retry-After and no body', async () => {
  const server = Fastify();
  closing.push(() => server.close());
  markNotHere(server, undefined);
  acceptRawBodies(server, gateway.app.core);
  server.addHook('onRequest', (_request, _reply, done) => done(new Overloaded()));
  server.post('/channel', async () => 'done');
  const { statusCode: status, headers, body } = await server.inject({ method: 'POST', url: '/channel' });
  expectRetryAfter({ status, headers: new Headers({ 'retry-after': String(headers['retry-after']) }), body });
  expect(body).toBe('');
});

const SLOW = 200;
/** What each says and then no more: half a head, half a body, nothing; or much of which it reads no answer. */
const HALVES = {
  head: 'POST /pay_api/order_create HTTP/1.1\r\nHost: a\r\n',
  body: 'POST /console-api/sign-in HTTP/1.1\r\nHost: a\r\nX-Console: 1\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{',
  idle: '',
  unread: 'GET /console/ HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20),
};

test.each(Object.keys(HALVES) as (keyof typeof HALVES)[])(
  'two hundred slow clients change nothing: %s',
  async (which) => {
    const { port } = new URL(gateway.url);
    const sockets: Socket[] = [];
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (let n = 0; n < SLOW; n += 1) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      sockets.push(socket.pause());
      await once(socket, 'connect');
      socket.write(HALVES[which]);
    }
    const logs = logged.length;
    const { orderId, url } = await gateway.partner.order();
    expect((await fetch(url)).status).toBe(200);
    expect((await list('/orders')()).status).toBe(200);
    await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
    await waitFor(async () => (await ask(`/cashier-api/orders/${orderId}`)).body.includes('"paid"'), {
      what: 'the payment',
    });
    expect(sockets.filter(({ closed }) => !closed).length).toBeGreaterThan(0);
    expect(gateway.app.core.db.waitedMs()).toBe(0);
    expect(logged.slice(logs).filter(({ alert }) => alert !== undefined)).toEqual([]);
  },
);

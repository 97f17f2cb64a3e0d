import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { type StartedMain, startMain } from '../../server/test/helpers/gateway/main-process.ts';
import { createTestDatabase, type TestDatabase } from '../../server/test/helpers/postgres/test-database.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';

const DEMO = join(import.meta.dirname, '../src/main.ts');

let database: TestDatabase;
let dataDir: string;
let gateway: StartedMain;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-demo-'));
  gateway = await startMain({ DATABASE_URL: database.url, DATA_DIR: dataDir });
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Demo extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Runs the demo as a person would, on ports of its own and nothing else in its environment. */
function runDemo(env: Record<string, string>, ...args: readonly string[]): Demo {
  const child = spawn(process.execPath, [DEMO, ...args], { cwd: dataDir, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    output: () => text,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function settings(): Promise<Record<string, string>> {
  return {
    GATEWAY_URL: `http://127.0.0.1:${gateway.port}`,
    SANDBOX_PORT: String(gateway.sandboxPort),
    DEMO_PORT: String(await freePort()),
  };
}

/** What follows a label in the output. */
function printed(output: string, label: string): string {
  return new RegExp(`^${label} +(.*)$`, 'm').exec(output)?.[1] ?? '';
}

test('--once --pay goes all the way and ends', async () => {
  await using demo = runDemo(await settings(), '--once', '--pay');
  expect(await demo.ended, demo.output()).toBe(0);
  const output = demo.output();
  const outTradeNo = /^D[0-9]+/.exec(printed(output, 'order'))?.[0];
  expect(JSON.parse(printed(output, 'notification'))).toMatchObject({
    out_trade_no: outTradeNo,
    user_name: '张三',
    pay_type: '1',
  });
  expect(JSON.parse(printed(output, 'order_query'))).toMatchObject({ status: '2', total_fee: '3000' });
  expect(JSON.parse(printed(output, 'refund_query'))).toMatchObject({
    out_trade_no: outTradeNo,
    refunds: [{ out_refund_no: `R-${outTradeNo}`, refund_fee: '1000', status: '2' }],
  });
});

test('--profile v2-sm goes all the way in the second version', async () => {
  await using demo = runDemo(await settings(), '--once', '--pay', '--profile', 'v2-sm');
  expect(await demo.ended, demo.output()).toBe(0);
  expect(printed(demo.output(), 'shop')).toMatch(/, speaks v2-sm$/);
  expect(JSON.parse(printed(demo.output(), 'order_query'))).toMatchObject({ status: '2' });
  const seen = await database.database.query({
    text: `select version from versions_seen where app_id = 'partner1'`,
  });
  expect(seen).toContainEqual({ version: 2 });
});

test('stays open as a shop whose page follows the orders', async () => {
  await using demo = runDemo(await settings(), '--pay');
  await waitFor(() => demo.output().includes('stays open'), { what: 'the flow to end' });
  const [shop = ''] = printed(demo.output(), 'shop').split(',');
  const page = async () => (await fetch(`${shop}/`)).text();
  expect(await page()).toContain('已部分退款');
  // by which a sandbox's first page knows it (server/src/apis/landing/)
  expect((await fetch(`${shop}/`)).headers.get('x-program')).toBe('zhixiao-demo');

  const ordered = await fetch(`${shop}/orders`, { method: 'POST', redirect: 'manual' });
  expect(ordered.status).toBe(303);
  const cashier = ordered.headers.get('location') ?? '';
  expect(cashier).toMatch(new RegExp(`^http://127.0.0.1:${gateway.port}/pay/orderId/[0-9]+\\.html$`));
  expect(await page()).toContain(`href="${cashier}"`);

  demo.child.kill('SIGINT');
  expect(await demo.ended).toBe(0);
});

test('says so when no gateway answers', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await using demo = runDemo({ ...(await settings()), GATEWAY_URL: nowhere }, '--once', '--pay');
  expect(await demo.ended).toBe(1);
  expect(demo.output()).toContain(`${nowhere} 的连接失败`);
  expect(demo.output()).toContain('is "npm start" running?');
});

test('says so when nobody can pay, and when its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  await using blocked = runDemo({ ...(await settings()), DEMO_PORT: port }, '--once');
  expect(await blocked.ended).toBe(1);
  expect(blocked.output()).toContain('EADDRINUSE');
  taken.close();

  await using unpaid = runDemo(
    { ...(await settings()), SANDBOX_PORT: String(await freePort()) },
    '--once',
    '--pay',
  );
  expect(await unpaid.ended).toBe(1);
  expect(unpaid.output()).toContain('the payer could not pay: nothing answers at');
});

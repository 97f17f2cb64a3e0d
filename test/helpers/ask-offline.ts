import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Started by the Node of an unpacked package, on a machine without network: `ask-offline.ts PACKAGE FOLDER LIMIT_MS`. Starts
 * the server of PACKAGE in FOLDER, takes a payment, and prints what it saw as JSON.
 */
const [, , home = '', folder = '', limitMs = ''] = argv;
const launcher = join(home, 'zhixiao-pay');
const SERVER = 'http://127.0.0.1:8080';
/** The test app of the interface document. */
const APP = { id: 'partner1', secret: 'weiweixiao', key: 'AD42F6697B035B7580E4FEF93BE20B4D' };
const env = { PATH: '/usr/bin:/bin', DATA_DIR: join(folder, 'data'), HOST: '127.0.0.1' };

const server = spawn(launcher, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
let printed = '';
for (const stream of [server.stdout, server.stderr]) {
  stream.on('data', (chunk) => {
    printed += chunk;
  });
}
const ended = once(server, 'exit');
try {
  await untilReady(server);
  const console_ = await get('/console/');
  const script = /src="([^"]+)"/.exec(console_.text)?.[1] ?? '';
  const order = await createOrder();
  const cashier = await get(new URL(order.url).pathname);
  const payment = run('sandbox-pay', order.order_id);
  const seen = {
    interfaces: Object.keys(networkInterfaces()),
    internet: await fetch('https://registry.npmjs.org/').then(
      () => 'reached',
      (error: Error) => `${(error.cause as NodeJS.ErrnoException).code}`,
    ),
    readyz: (await get('/readyz')).status,
    ready: run('ready').status,
    console: { status: console_.status, script: (await get(script)).status },
    cashier: { status: cashier.status, isTheOrders: cashier.text.includes('宿舍电费') },
    payment,
    books: run('check-books').status,
  };
  server.kill('SIGTERM');
  const [exitCode] = await ended;
  console.log(JSON.stringify({ ...seen, exitCode }));
} catch (error) {
  console.error(printed, error);
  server.kill('SIGTERM');
  await ended;
  process.exitCode = 1;
}

async function untilReady(child: ChildProcess): Promise<void> {
  const until = Date.now() + Number(limitMs);
  while (Date.now() < until && child.exitCode === null) {
    if (printed.includes('is ready')) return;
    await delay(100);
  }
  throw new Error('the server was not ready in time');
}

async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(new URL(path, SERVER));
  return { status: answer.status, text: await answer.text() };
}

async function createOrder(): Promise<{ order_id: string; url: string }> {
  const cipher = createCipheriv('aes-256-cbc', APP.key, APP.key.slice(0, 16));
  const fields = {
    body: '宿舍电费',
    out_trade_no: 'A1',
    total_fee: '3000',
    notify_url: 'http://127.0.0.1:9/',
  };
  const param = cipher.update(JSON.stringify(fields), 'utf8', 'base64') + cipher.final('base64');
  const sign = createHash('md5').update(`${APP.id}${param}${APP.secret}`).digest('hex');
  const body = new URLSearchParams({ id: APP.id, param, sign });
  const answer = await fetch(`${SERVER}/pay_api/order_create`, { method: 'POST', body });
  const { ret_content: sealed } = (await answer.json()) as { ret_content: string };
  const decipher = createDecipheriv('aes-256-cbc', APP.key, APP.key.slice(0, 16));
  return JSON.parse(decipher.update(sealed, 'base64', 'utf8') + decipher.final('utf8'));
}

function run(...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(launcher, args, { cwd: folder, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

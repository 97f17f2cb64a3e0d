import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../src/launch.ts';
import { APPID, callApi, MCHID, registerBody } from './helpers/merchant.ts';
import { startReceiver } from './helpers/receiver.ts';
import { callAdmin } from './helpers/sandbox.ts';
import { waitFor } from './helpers/wait-for.ts';

const HOUR_MS = 3_600_000;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const LAUNCH = new URL('../src/launch.ts', import.meta.url).href;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function order(notifyUrl: string, outTradeNo: string) {
  return {
    appid: APPID,
    mchid: MCHID,
    description: '学费',
    out_trade_no: outTradeNo,
    notify_url: notifyUrl,
    amount: { total: 100 },
  };
}

/** What a command says when it cannot start. */
async function failure(args: string[], env: Record<string, string> = {}) {
  const run = promisify(execFile)(process.execPath, [MAIN, ...args], { env });
  return (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
}

async function isListening(url: string): Promise<boolean> {
  return fetch(`${url}/phone`).then(
    () => true,
    () => false,
  );
}

test('a kill loses nothing: keys, clock, orders, open callbacks', async () => {
  const dataDir = join(folder, 'restart', 'nested');
  await using receiver = await startReceiver();
  receiver.answerWith(500);
  const first = await startSandbox({ dataDir });
  const registered = await callAdmin(first.url, 'PUT', `/wechat/merchants/${MCHID}`, registerBody());
  await callApi(first.url, 'POST', '/v3/pay/transactions/native', order(receiver.url, 'RESTART1'));
  const unpaid = await callApi(
    first.url,
    'POST',
    '/v3/pay/transactions/native',
    order(receiver.url, 'RESTART2'),
  );
  await callAdmin(first.url, 'POST', '/wechat/pay', { out_trade_no: 'RESTART1' });
  await waitFor('the first attempt', () => receiver.received.length === 1);
  // the repetition is an hour away however long the start takes
  await callAdmin(first.url, 'PUT', '/clock', { offset_ms: -HOUR_MS });
  const before = await callAdmin(first.url, 'GET', '/wechat/orders/RESTART1');
  first.process.kill('SIGKILL');
  await waitFor('the end', () => first.process.signalCode);
  await first.stop();

  receiver.answerWith(204);
  await using second = { ...(await startSandbox({ dataDir })), [Symbol.asyncDispose]: () => second.stop() };
  const nextAt = async () => (await callAdmin(second.url, 'GET', '/clock')).content.next_at as string | null;
  expect((await callAdmin(second.url, 'GET', '/clock')).content.offset_ms).toBe(-HOUR_MS);
  expect(Date.parse((await nextAt()) ?? '')).toBeGreaterThan(Date.now() - HOUR_MS);
  expect((await callAdmin(second.url, 'GET', '/wechat/orders/RESTART1')).content).toEqual(before.content);
  const again = await callAdmin(second.url, 'PUT', `/wechat/merchants/${MCHID}`, registerBody());
  expect(again.content).toEqual(registered.content);
  const paid = await callAdmin(second.url, 'POST', '/wechat/pay', { code_url: unpaid.content.code_url });
  expect(paid.content).toMatchObject({ paid: true });
  await callAdmin(second.url, 'POST', '/clock', { advance_ms: HOUR_MS + 15_000 });
  await waitFor('the repetition', async () => {
    const { content } = await callAdmin(second.url, 'GET', '/wechat/orders/RESTART1');
    return (content.callbacks as { delivered_at: string | null }[])[0]?.delivered_at;
  });
  // RESTART2's, which was paid since
  await waitFor('nothing to be planned', async () => (await nextAt()) === null);
});

test('stop ends the process with code 0, any number of times', async () => {
  const sandbox = await startSandbox({ dataDir: ':memory:' });
  expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
  await Promise.all([sandbox.stop(), sandbox.stop()]);
  await sandbox.stop();
  expect(sandbox.process.exitCode).toBe(0);
});

test('it stops although somebody waits for an answer that never comes', async () => {
  const sandbox = await startSandbox({ dataDir: ':memory:' });
  await callAdmin(sandbox.url, 'POST', '/faults', { fault: 'timeout_before' });
  const held = callApi(sandbox.url, 'GET', '/v3/certificates').catch(() => 'broken off');
  await waitFor('the request', async () => {
    const { text } = await callAdmin(sandbox.url, 'GET', '/journal');
    return text.includes('timeout_before');
  });
  await sandbox.stop();
  expect(sandbox.process.exitCode).toBe(0);
  expect(await held).toBe('broken off');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on its own it says where it is, and %s ends it cleanly',
  async (signal) => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', ':memory:']);
    const line = await firstLine(child);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
    expect(await isListening(url)).toBe(true);
    child.kill(signal);
    await waitFor('the end', () => child.exitCode !== null);
    expect(child.exitCode).toBe(0);
  },
);

test('it ends when its parent is killed', async () => {
  const parentFile = join(folder, 'parent.mjs');
  const lines = [
    `import { startSandbox } from ${JSON.stringify(LAUNCH)};`,
    "const { url } = await startSandbox({ dataDir: ':memory:' });",
    'console.log(url);',
  ];
  await writeFile(parentFile, lines.join('\n'));
  const parent = spawn(process.execPath, [parentFile]);
  const url = (await firstLine(parent)).trim();
  expect(await isListening(url)).toBe(true);
  parent.kill('SIGKILL');
  await waitFor('the orphan to end', async () => !(await isListening(url)));
});

test('a taken port: one clear line, code 1', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const line = `sandbox: port ${port} is taken; choose another with --port`;
  const { code, stderr } = await failure(['--port', String(port), '--data', ':memory:']);
  expect([code, stderr]).toEqual([1, `${line}\n`]);
  await expect(startSandbox({ port, dataDir: ':memory:' })).rejects.toThrow(line);
  await new Promise((resolve) => server.close(resolve));
});

test('it does not start in production, nor without a folder', async () => {
  const args = ['--port', '0', '--data', ':memory:'];
  expect(await failure(args, { NODE_ENV: 'production' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('production'),
  });
  expect(await failure(['--port', '0'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--data'),
  });
});

async function firstLine(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  return waitFor('the first line', () => output.includes('\n') && output);
}

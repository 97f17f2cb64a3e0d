import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { expect, test } from 'vitest';
import { COMMANDS } from '../src/cli/commands/all.ts';
import { ENVIRONMENT } from '../src/cli/environment.ts';
import { EXIT } from '../src/cli/exit-codes.ts';
import { type Answer, APP, signed, startGateway } from './helpers/gateway.ts';

const SDK = join(import.meta.dirname, '..');
const example = (name: string) => readFile(join(SDK, 'examples', name), 'utf8');

/** Runs an example as it stands, on this test's ports. */
function run(code: string): ChildProcess & { output(): string } {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], { cwd: SDK });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return Object.assign(child, { output: () => text });
}

const README = { en: 'README.md', zh: 'README.zh-CN.md' };
const blocksOf = async (file: string, language: string) =>
  [
    ...(await readFile(join(SDK, file), 'utf8')).matchAll(
      new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'),
    ),
  ].map(([, block = '']) => block);

test('both READMEs show the examples as they are, all of them, and the same commands', async () => {
  const names = await readdir(join(SDK, 'examples'));
  const examples = (await Promise.all(names.map(example))).sort();
  for (const file of Object.values(README)) expect((await blocksOf(file, 'ts')).sort()).toEqual(examples);
  expect(await blocksOf(README.zh, 'sh')).toEqual(await blocksOf(README.en, 'sh'));
});

test.each(Object.entries(README))(
  'README (%s): the table of exit codes and commands is what the program has',
  async (_language, file) => {
    const text = await readFile(join(SDK, file), 'utf8');
    const codes = [...text.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
    for (const { name } of COMMANDS) expect(text).toContain(`\`${name}`);
    for (const code of Object.keys(ENVIRONMENT)) expect(text).toContain(code);
  },
);

test('first-call.ts creates an order and prints why it cannot be refunded', async () => {
  const url = 'http://127.0.0.1/pay/orderId/1.html';
  const create: Answer = (response, call) => {
    const { out_trade_no } = call.content;
    signed(APP, 0, { out_trade_no, order_id: '1', url })(response, call);
  };
  await using gateway = await startGateway(APP, create, signed(APP, -1, '订单未支付'));
  const code = (await example('first-call.ts')).replace('http://127.0.0.1:8080', gateway.url);
  const child = run(code);
  const [exitCode] = await once(child, 'close');
  expect(child.output()).toBe(`请付款： ${url}\n退款被拒绝： 订单未支付\n`);
  expect(exitCode).toBe(0);
  expect(gateway.calls.map(({ path }) => path)).toEqual(['/pay_api/order_create', '/pay_api/order_refund']);
});

const RECEIVERS = ['receive-notification.ts', 'notify-express.ts', 'notify-fastify.ts', 'notify-koa.ts'];
const PAID = {
  out_trade_no: 'A1',
  order_id: '1',
  time_end: '2026-11-23 16:00:00',
  uid: 'o1',
  pay_type: '1',
};
const sealed = () => new URLSearchParams({ ...sealRequest(APP, PAID) });

test.each(RECEIVERS)('%s takes a notification, and the same again', async (name) => {
  // port 0: any free one, told through the process's own report of what it listens on
  const report = `import { Server } from 'node:net';
const { listen } = Server.prototype;
Server.prototype.listen = function (...words) {
  return listen.apply(this, words).on('listening', function () { console.log('port', this.address().port); });
};
`;
  const child = run(report + (await example(name)).replace(/8090/, '0'));
  try {
    while (!/^port [0-9]+$/m.test(child.output())) await once(child.stdout ?? child, 'data');
    const port = /^port ([0-9]+)$/m.exec(child.output())?.[1];
    const deliver = async () =>
      (await fetch(`http://127.0.0.1:${port}/notify`, { method: 'POST', body: sealed() })).text();
    expect([await deliver(), await deliver()]).toEqual(['success', 'success']);
    child.kill();
    await once(child, 'close');
    if (name === 'receive-notification.ts') expect(child.output().match(/已支付： A1/g)).toHaveLength(1);
  } finally {
    child.kill();
  }
});

test('notify-fetch.ts answers a request with success', async () => {
  const { POST } = await import('../examples/notify-fetch.ts');
  const answer = await POST(new Request('http://shop/notify', { method: 'POST', body: sealed() }));
  expect(await answer.text()).toBe('success');
});

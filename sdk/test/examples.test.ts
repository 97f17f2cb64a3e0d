import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { expect, test } from 'vitest';
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

test('the README shows the examples as they are, all of them', async () => {
  const readme = await readFile(join(SDK, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code).sort();
  const names = await readdir(join(SDK, 'examples'));
  expect(shown).toEqual((await Promise.all(names.map(example))).sort());
});

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

test('receive-notification.ts takes a notification, and the same again', async () => {
  // port 0: any free one, told through the process's own report of what it listens on
  const report = `.on('listening', function () { console.log('port', this.address().port); })`;
  const code = (await example('receive-notification.ts')).replace('.listen(8090,', `${report}.listen(0,`);
  const child = run(code);
  try {
    while (!/^port [0-9]+$/m.test(child.output())) await once(child.stdout ?? child, 'data');
    const port = /^port ([0-9]+)$/m.exec(child.output())?.[1];
    const paid = {
      out_trade_no: 'A1',
      order_id: '1',
      time_end: '2026-11-23 16:00:00',
      uid: 'o1',
      pay_type: '1',
    };
    const deliver = async () => {
      const body = new URLSearchParams({ ...sealRequest(APP, paid) });
      return (await fetch(`http://127.0.0.1:${port}/notify`, { method: 'POST', body })).text();
    };
    expect([await deliver(), await deliver()]).toEqual(['success', 'success']);
    child.kill();
    await once(child, 'close');
    expect(child.output().match(/已支付： A1/g)).toHaveLength(1);
  } finally {
    child.kill();
  }
});

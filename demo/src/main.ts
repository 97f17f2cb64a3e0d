import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, loadEnvFile } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createClient, UnknownOutcomeError } from '@zhixiao/sdk';
import { openShop, type Shop, TEST_APP } from './shop.ts';

/**
 * `npm run demo`: a partner shop that orders, is told of the payment, queries and refunds. With --pay it
 * pays by itself, with --once it ends when all is done.
 */
const STEP_LIMIT_MS = 60_000;
const PAY_COMMAND = fileURLToPath(new URL('../../sandbox/src/pay-command.ts', import.meta.url));

const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, pay: { type: 'boolean' } } });
  if (existsSync('.env')) loadEnvFile('.env');
  const { PORT = '8080', GATEWAY_URL = `http://127.0.0.1:${PORT}`, DEMO_PORT = '8090' } = env;
  const client = createClient({ baseUrl: GATEWAY_URL, ...TEST_APP });
  await using shop = await openShop(client, Number(DEMO_PORT));
  print(`shop           ${shop.url}`);

  const order = await shop.order();
  print(`order          ${order.outTradeNo}, to be paid at ${order.url}`);
  if (values.pay) await payFromShell(order.orderId);
  else print(`to pay it      open the address, or: npm run sandbox:pay -- ${order.orderId}`);

  const notification = values.pay
    ? await within(shop.paid(order.outTradeNo), 'the notification')
    : await shop.paid(order.outTradeNo);
  print(`notification   ${JSON.stringify(notification)}`);
  await queryAndRefund(shop, client, order.outTradeNo);
  if (values.once) return;
  print('The shop stays open. Press Ctrl-C to stop.');
  await new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
}

async function queryAndRefund(
  shop: Shop,
  client: ReturnType<typeof createClient>,
  outTradeNo: string,
): Promise<void> {
  print(`order_query    ${JSON.stringify(await client.orderQuery({ out_trade_no: outTradeNo }))}`);
  const refund = { out_trade_no: outTradeNo, refund_fee: 1_000, out_refund_no: `R-${outTradeNo}` };
  print(`order_refund   ${JSON.stringify(await client.orderRefund(refund))}`);
  shop.markRefunded(outTradeNo);
  print(`refund_query   ${JSON.stringify(await client.refundQuery({ out_trade_no: outTradeNo }))}`);
}

/** Lets the emulated payer pay, as a person would from another shell. */
async function payFromShell(orderId: string): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [PAY_COMMAND, orderId], { env });
  print(`payer          ${stdout.trim()}`);
}

async function within<T>(step: Promise<T>, what: string): Promise<T> {
  const late = AbortSignal.timeout(STEP_LIMIT_MS);
  return Promise.race([
    step,
    new Promise<never>((_resolve, reject) => {
      late.addEventListener('abort', () => reject(new Error(`${what} did not come within a minute`)));
    }),
  ]);
}

try {
  await main();
} catch (error) {
  const hint = error instanceof UnknownOutcomeError ? '; is "npm start" running?' : '';
  process.stderr.write(`${error instanceof Error ? error.message : error}${hint}\n`);
  process.exitCode = 1;
}

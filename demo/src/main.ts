import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, loadEnvFile } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  type Client,
  createClient,
  type RefundQueryAnswer,
  type RefundQueryRequest,
  UnknownOutcomeError,
} from '@zhixiao/sdk';
import { openShop, PROFILES, type Shop, TEST_APP } from './shop.ts';

/**
 * `npm run demo`: a partner shop that orders, receives the notification, queries and refunds. With --pay it
 * pays by itself, with --once it ends when all is done; --profile v2 or v2-sm uses the second version of the protocol.
 */
const STEP_LIMIT_MS = 60_000;
const REFUND_POLL_MS = 1_000;
const PAY_COMMAND = fileURLToPath(new URL('../../sandbox/src/pay-command.ts', import.meta.url));

const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean' },
      pay: { type: 'boolean' },
      profile: { type: 'string', default: 'v1' },
    },
  });
  const profile = PROFILES.find((each) => each === values.profile);
  if (profile === undefined) throw new Error(`--profile is one of ${PROFILES.join(', ')}`);
  if (existsSync('.env')) loadEnvFile('.env');
  const { PORT = '8080', GATEWAY_URL: gatewayUrl = `http://127.0.0.1:${PORT}`, DEMO_PORT } = env;
  const client = createClient({ baseUrl: gatewayUrl, ...TEST_APP, profile });
  await using shop = await openShop(client, DEMO_PORT ? Number(DEMO_PORT) : undefined);
  print(`shop           ${shop.url}, speaks ${profile}`);

  const order = await shop.order();
  print(`order          ${order.outTradeNo}, to be paid at ${order.url}`);
  if (values.pay) await payFromShell(gatewayUrl, order.orderId);
  else print(`to pay it      open the address, or: npm run sandbox:pay -- ${order.orderId}`);

  const paid = shop.paid(order.outTradeNo);
  const isHurried = values.pay || values.once;
  const notification = await (isHurried ? within(paid, 'the notification') : paid);
  print(`notification   ${JSON.stringify(notification)}`);
  await queryAndRefund(shop, client, order.outTradeNo);
  if (values.once) return;
  print('The shop stays open. Press Ctrl-C to stop.');
  await new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
}

async function queryAndRefund(shop: Shop, client: Client, outTradeNo: string): Promise<void> {
  print(`order_query    ${JSON.stringify(await client.orderQuery({ out_trade_no: outTradeNo }))}`);
  const refund = { out_trade_no: outTradeNo, refund_fee: 1_000, out_refund_no: `R-${outTradeNo}` };
  print(`order_refund   ${JSON.stringify(await client.orderRefund(refund))}`);
  shop.markRefunded(outTradeNo);
  const ended = await refundEnd(client, { out_trade_no: outTradeNo, out_refund_no: refund.out_refund_no });
  print(`refund_query   ${JSON.stringify(ended)}`);
}

/** Asks once a second until the channel has settled the refund. */
async function refundEnd(client: Client, query: RefundQueryRequest): Promise<RefundQueryAnswer> {
  const deadline = Date.now() + STEP_LIMIT_MS;
  for (;;) {
    const answer = await client.refundQuery(query);
    if (answer.refunds.every(({ status }) => status !== '1')) return answer;
    if (Date.now() > deadline) throw new Error('the refund did not end within a minute');
    await delay(REFUND_POLL_MS);
  }
}

/** Lets the emulated payer pay, as a person would from another shell. */
async function payFromShell(gatewayUrl: string, orderId: string): Promise<void> {
  const { port } = new URL(gatewayUrl);
  const settings = { ...env, PUBLIC_URL: gatewayUrl, ...(port === '' ? {} : { PORT: port }) };
  const command = promisify(execFile)(process.execPath, [PAY_COMMAND, orderId], {
    env: settings,
    timeout: STEP_LIMIT_MS,
  });
  const { stdout } = await command.catch(({ stderr }: { stderr: string }) => {
    throw new Error(`the payer could not pay: ${stderr.trim() || 'no answer within a minute'}`);
  });
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
  const hint = error instanceof UnknownOutcomeError ? ' (is "npm start" running?)' : '';
  process.stderr.write(`${error instanceof Error ? error.message : error}${hint}\n`);
  process.exitCode = 1;
}

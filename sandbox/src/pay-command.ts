import { existsSync } from 'node:fs';
import { env, loadEnvFile } from 'node:process';
import { parseArgs } from 'node:util';

/**
 * `npm run sandbox:pay -- ORDER_ID [CHANNEL] [--refuse]`: from a shell what a payer does on the
 * phone: opens the cashier, scans its code, and pays or refuses.
 */
const USAGE = 'usage: npm run sandbox:pay -- ORDER_ID [CHANNEL] [--refuse]';
const PAID_WITHIN_MS = 10_000;
const POLL_MS = 100;

interface CashierAnswer {
  readonly state?: string;
  readonly channels?: readonly string[];
  readonly payment?: { readonly kind: string; readonly codeUrl?: string };
  readonly error?: { readonly message: string };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { refuse: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [orderId, wanted] = positionals;
  if (!orderId || !/^[0-9]+$/.test(orderId)) throw new Error(USAGE);

  const { gateway, sandbox } = addresses();
  const order = `${gateway}/cashier-api/orders/${orderId}`;
  const channel = wanted ?? (await offeredFirst(order));
  const code = await openCode(`${order}/payments`, channel);
  const answer = await post(`${sandbox}/__admin/${channel}/pay`, {
    code_url: code,
    result: values.refuse ? 'refuse' : 'success',
  });
  const told = (await answer.json()) as { trade_state?: string; message?: string };
  const { message } = told;
  const isRefused = !values.refuse && told.trade_state !== 'SUCCESS';
  if (!answer.ok || isRefused) throw new Error(`the emulated wallet says: ${message ?? answer.status}`);
  if (values.refuse) {
    print(`order ${orderId}: the payer refused (${message ?? 'refused'}); it can still be paid`);
    return;
  }
  await untilPaid(order);
  print(`order ${orderId}: paid with ${channel}`);
}

/** Where the two servers listen; the same settings the server reads, with its defaults. */
function addresses(): { gateway: string; sandbox: string } {
  if (existsSync('.env')) loadEnvFile('.env');
  const { PORT = '8080', PUBLIC_URL, SANDBOX_PORT } = env;
  return {
    gateway: (PUBLIC_URL || `http://127.0.0.1:${PORT}`).replace(/\/+$/, ''),
    sandbox: `http://127.0.0.1:${SANDBOX_PORT || Number(PORT) + 1}`,
  };
}

/** The channel that the order's page offers first. */
async function offeredFirst(url: string): Promise<string> {
  const view = (await (await reach(() => fetch(url), url)).json()) as CashierAnswer;
  if (view.error) throw new Error(`the cashier says: ${view.error.message}`);
  const [first] = view.channels ?? [];
  if (first === undefined) throw new Error(`the order cannot be paid: it is ${view.state}`);
  return first;
}

async function openCode(url: string, channel: string): Promise<string> {
  const answer = await post(url, { channel, device: 'desktop' });
  const view = (await answer.json()) as CashierAnswer;
  if (view.error) throw new Error(`the cashier says: ${view.error.message}`);
  if (!view.payment?.codeUrl) throw new Error(`the order cannot be paid: it is ${view.state}`);
  return view.payment.codeUrl;
}

async function untilPaid(url: string): Promise<void> {
  const deadline = Date.now() + PAID_WITHIN_MS;
  while (Date.now() < deadline) {
    const { state } = (await (await fetch(url)).json()) as CashierAnswer;
    if (state === 'paid') return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('the money was taken, but the order is not paid yet; ask again with order_query');
}

async function post(url: string, body: object): Promise<Response> {
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return reach(() => fetch(url, options), url);
}

async function reach(ask: () => Promise<Response>, url: string): Promise<Response> {
  try {
    return await ask();
  } catch {
    throw new Error(`nothing answers at ${new URL(url).origin}; is "npm start" running, with this PORT?`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

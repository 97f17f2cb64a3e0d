import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { parseConfig, readEnv } from './config.ts';
import { openDatabase } from './db/database.ts';
import { startEmbeddedPostgres } from './db/embedded.ts';
import { listUnwantedMoney, type UnwantedMoney } from './payments/unwanted-money.ts';

/** `npm run operator -- unwanted-money [--settled] [--json]`: what needs an operator's eye, from a shell. */
const USAGE = 'usage: npm run operator -- unwanted-money [--settled] [--json]';
const LIMIT = 1_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { settled: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (positionals.length !== 1 || positionals[0] !== 'unwanted-money') throw new Error(USAGE);

  const { config, secrets } = parseConfig(readEnv());
  await using stack = new AsyncDisposableStack();
  let url = secrets.databaseUrl;
  if (url === undefined) {
    const postgres = await startEmbeddedPostgres({ dataDir: resolve(config.dataDir) });
    stack.defer(() => postgres.stop());
    url = postgres.url;
  }
  const db = openDatabase({ url, poolSize: 1, onError: () => undefined });
  stack.defer(() => db.close());

  const found = await listUnwantedMoney(db, { settled: values.settled, limit: LIMIT });
  if (values.json) print(JSON.stringify(found, null, 2));
  else for (const line of found.length > 0 ? found.flatMap(story) : ['no unwanted money']) print(line);
}

function story(money: UnwantedMoney): string[] {
  const title = `${money.disposition}: ${money.paidFee} fen by ${money.channel} (${money.transactionId})`;
  return [
    `${title} for order ${money.orderId} (${money.appId} ${money.outTradeNo}), ${money.refundedFee} fen gone back`,
    ...money.steps.map(({ at, what, number }) => `  ${formatShanghaiTime(at)}  ${what.padEnd(17)} ${number}`),
  ];
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

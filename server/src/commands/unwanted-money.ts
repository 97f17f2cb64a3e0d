import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { listUnwantedMoney } from '../timeline/list-unwanted-money.ts';
import type { UnwantedMoney } from '../timeline/unwanted-money.ts';
import { type Command, print } from './command.ts';

const LIMIT = 1_000;

/** What needs an operator's eye. */
export const unwantedMoney: Command = {
  usage: 'unwanted-money [--settled] [--json]',
  options: { settled: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(parts, args) {
    const found = await listUnwantedMoney(parts, { settled: args.isSet('settled'), limit: LIMIT });
    if (args.isSet('json')) print(JSON.stringify(found, null, 2));
    else for (const line of found.length > 0 ? found.flatMap(timeline) : ['no unwanted money']) print(line);
  },
};

function timeline(money: UnwantedMoney): string[] {
  const title = `${money.disposition}: ${money.paidAmount} fen by ${money.channel} (${money.transactionId})`;
  return [
    `${title} for order ${money.orderId} (${money.appId} ${money.outTradeNo}), ${money.refundedAmount} fen gone back`,
    ...money.steps.map(({ at, what, number }) => `  ${formatShanghaiTime(at)}  ${what.padEnd(17)} ${number}`),
  ];
}

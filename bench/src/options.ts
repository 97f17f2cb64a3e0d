import { argv } from 'node:process';
import { parseArgs } from 'node:util';

/** `npm run bench -- [scenario…] [--rounds N] [--seconds S] [--orders N] [--notifications N]` */
export interface Options {
  readonly scenarios: readonly string[];
  readonly rounds: number;
  /** One run of one contestant. */
  readonly seconds: number;
  /** Orders the table holds before anything is measured. */
  readonly orders: number;
  readonly notifications: number;
}

export function readOptions(): Options {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      orders: { type: 'string', default: '0' },
      notifications: { type: 'string', default: '50000' },
    },
    allowPositionals: true,
  });
  const number = (name: keyof typeof values) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
    return value;
  };
  return {
    scenarios: positionals,
    rounds: Math.max(number('rounds'), 1),
    seconds: Math.max(number('seconds'), 1),
    orders: number('orders'),
    notifications: number('notifications'),
  };
}

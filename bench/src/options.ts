import { parseArgs } from 'node:util';

/** What a run was asked for. */
export interface Options {
  /** Names of scenarios; empty: all but those that take long. */
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly orders: number;
  readonly queued: number;
  readonly payers: number;
  readonly minutes: number;
  readonly profile: boolean;
  /** Part of the machine, 0 to 1. */
  readonly maxNoise: number;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [scenario…] [options]

  --rounds N    rounds that are kept (5)
  --seconds S   length of one measurement (3)
  --orders N    orders in the large table of the scenarios size and console_lists (1000000; for the record: 10000000)
  --queued N    notifications queued in the scenario dispatch (50000)
  --payers N    payers in the scenario opening_day (60000), who come in
  --minutes M   so many minutes (10); the channels' limits are scaled with both
  --profile     the scenario payments keeps CPU profiles of the server and the worker with the results
  --noise P     a round is repeated when others took more than P percent of the machine (10)
`;

/** @throws Error naming what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      orders: { type: 'string', default: '1000000' },
      queued: { type: 'string', default: '50000' },
      payers: { type: 'string', default: '60000' },
      minutes: { type: 'string', default: '10' },
      profile: { type: 'boolean', default: false },
      noise: { type: 'string', default: '10' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'rounds' | 'seconds' | 'orders' | 'queued' | 'payers' | 'minutes' | 'noise') => {
    if (!/^[1-9][0-9]{0,8}$/.test(values[name])) throw new Error(`--${name} must be a positive whole number`);
    return Number(values[name]);
  };
  return {
    scenarios: positionals,
    rounds: number('rounds'),
    seconds: number('seconds'),
    orders: number('orders'),
    queued: number('queued'),
    payers: number('payers'),
    minutes: number('minutes'),
    profile: values.profile,
    maxNoise: number('noise') / 100,
    help: values.help,
  };
}

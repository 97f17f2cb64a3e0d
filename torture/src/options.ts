import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** With so many kills of this seed a run of the suite tortures the server, and each seeded bug is caught. */
export const CI_KILLS = 8;
export const CI_SEED = 20_261_128;

export const USAGE = `npm run torture -- [options]

  --kills N        ends after so many kills, of all sittings (100)
  --minutes M      ends after so many minutes (60)
  --seed S         the same seed makes the same orders, kills and faults (printed; random by default, with --mutants that of CI)
  --clients N      orders lived at once (14)
  --folder DIR     where the state is kept, and gone on with, --mutants too (a temporary folder, removed when all is well)
  --mutant NAME    with one seeded bug, until it is caught
  --mutants        runs every seeded bug in turn, or those whose names follow, and prints the table
  --points         ends a server at every enumerated point of three orders' lives, or at those whose numbers follow
  --list           the seeded bugs
`;

/** What the command was asked for. */
export interface Options {
  readonly what: 'run' | 'mutants' | 'points' | 'list' | 'help';
  readonly kills: number;
  readonly minutes: number;
  readonly seed: number;
  readonly clients: number;
  readonly folder: string;
  /** Whether the folder is removed when nothing was found. */
  readonly isTemporary: boolean;
  readonly mutant: string | undefined;
  /** Names of seeded bugs, or numbers of points; empty: all. */
  readonly only: readonly string[];
}

/** @throws Error naming what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kills: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string' },
      clients: { type: 'string', default: '14' },
      folder: { type: 'string' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      points: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'kills' | 'minutes' | 'seed' | 'clients') => {
    const value = values[name] ?? '';
    if (!/^[1-9][0-9]{0,8}$/.test(value)) throw new Error(`--${name} must be a positive whole number`);
    return Number(value);
  };
  const what = (['help', 'list', 'mutants', 'points'] as const).find((name) => values[name]) ?? 'run';
  const usualSeed = what === 'mutants' ? CI_SEED : Date.now() % 1_000_000_000;
  const seed = values.seed === undefined ? usualSeed : number('seed');
  return {
    what,
    seed,
    kills: number('kills'),
    minutes: number('minutes'),
    clients: number('clients'),
    folder: values.folder ?? join(tmpdir(), `zhixiao-torture-${seed}-${process.pid}`),
    isTemporary: values.folder === undefined,
    mutant: values.mutant,
    only: positionals,
  };
}

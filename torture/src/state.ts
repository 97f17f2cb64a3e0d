import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a later sitting needs to go on; its folder also has the database, the channels' books and the logs. */
export interface State {
  readonly seed: number;
  readonly masterKey: string;
  /** Kills so far, by what was killed; toxics by side and kind; pressures by kind. */
  readonly kills: Record<string, number>;
  readonly toxics: Record<string, number>;
  readonly pressures: Record<string, number>;
  sittings: number;
  /** How far the run's time is ahead of the machine's. Milliseconds. */
  offsetMs: number;
  /** As orders and channels know them. */
  ports: {
    publicProxy: number;
    notifyProxy: number;
    sandbox: number;
    sandboxProxy: number;
  };
}

const FILE = 'torture.json';

export function newState(seed: number): State {
  return {
    seed,
    masterKey: randomBytes(32).toString('base64'),
    kills: {},
    toxics: {},
    pressures: {},
    sittings: 0,
    offsetMs: 0,
    ports: { publicProxy: 0, notifyProxy: 0, sandbox: 0, sandboxProxy: 0 },
  };
}

/** What an earlier sitting left in a folder; undefined when there was none. */
export function readState(folder: string): State | undefined {
  const file = join(folder, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : undefined;
}

export function writeState(folder: string, state: State): void {
  const file = join(folder, FILE);
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2));
  renameSync(`${file}.new`, file);
}

/** A folder that the account PostgreSQL runs as can enter. */
export function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

export function killsOf(state: State): number {
  return Object.values(state.kills).reduce((sum, count) => sum + count, 0);
}

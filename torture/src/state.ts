import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a later sitting needs to go on; its folder also has the database, the channels' books and the logs. */
export interface State {
  readonly seed: number;
  readonly masterKey: string;
  /** Kills so far, by what was killed. */
  readonly kills: Record<string, number>;
  readonly toxics: Record<string, number>;
  nextLife: number;
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
    nextLife: 0,
    sittings: 0,
    offsetMs: 0,
    ports: { publicProxy: 0, notifyProxy: 0, sandbox: 0, sandboxProxy: 0 },
  };
}

/** Reads what an earlier sitting left in a folder. @throws Error when there was none */
export function readState(folder: string): State {
  const file = join(folder, FILE);
  if (!existsSync(file)) throw new Error(`${folder} has no run to resume`);
  return JSON.parse(readFileSync(file, 'utf8')) as State;
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

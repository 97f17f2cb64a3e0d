import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { temporaryFolder } from '../../server/test/helpers/postgres/throwaway-postgres.ts';
import { example, ownedFolder, startEtcd } from './etcd.ts';
import { PROGRAMS, signalAll, startProgram, treeOf } from './programs.ts';

const FILES = join(import.meta.dirname, '..', '..', 'packaging', 'high-availability');
const STEP_LIMIT_MS = 240_000;
const ASK_LIMIT_MS = 2_000;
const LAST_LINES = 20;

/** One machine of the database: Patroni and its PostgreSQL. */
interface Machine {
  readonly name: string;
  readonly port: number;
  readonly folder: string;
  readonly api: string;
  patroni: ChildProcess;
}

export interface Cluster extends AsyncDisposable {
  readonly machines: readonly Machine[];
  readonly superuserPassword: string;
  /** Where the words of each program are. */
  readonly folder: string;
  /** The machine that is written to, as Patroni itself says; undefined while there is none. */
  primary(): Promise<Machine | undefined>;
  /** Waits for a primary with a synchronous standby that follows. */
  whole(): Promise<Machine>;
  /** SIGKILL for Patroni and PostgreSQL, as when the machine loses its power. */
  kill(machine: Machine): Promise<void>;
  /** SIGKILL for PostgreSQL alone. */
  crash(machine: Machine): Promise<void>;
  freeze(machine: Machine): Promise<void>;
  thaw(machine: Machine): Promise<void>;
  /** Puts the machine back that was killed. */
  start(machine: Machine): Promise<void>;
  switchOver(from: Machine): Promise<void>;
}

interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
}

/** etcd on three members, two machines with Patroni, by the files that are in `packaging/high-availability`. */
export async function startCluster(): Promise<Cluster> {
  await using starting = new AsyncDisposableStack();
  const folder = await temporaryFolder('zhixiao-drill-');
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const etcds = await startEtcd(folder, starting);
  const passwords = {
    PATRONI_SUPERUSER_PASSWORD: randomBytes(12).toString('hex'),
    PATRONI_REPLICATION_PASSWORD: randomBytes(12).toString('hex'),
    PATRONI_RESTAPI_PASSWORD: randomBytes(12).toString('hex'),
  };
  const config = join(folder, 'patroni.yml');
  await copyFile(join(FILES, 'patroni.yml'), config);
  const frozen = new Map<Machine, number[]>();
  const machines: Machine[] = [];
  const environments = new Map<string, Record<string, string>>();
  const run = (name: string) =>
    startProgram(PROGRAMS.patroni, [config], {
      environment: environments.get(name) ?? {},
      logFile: join(folder, `${name}.log`),
    });
  for (const name of ['db1', 'db2']) {
    const [port, apiPort] = [await freePort(), await freePort()];
    const own = await ownedFolder(join(folder, name));
    const api = `127.0.0.1:${apiPort}`;
    environments.set(name, { ...(await settingsOf(name, { port, api, folder: own, etcds })), ...passwords });
    const machine = { name, port, folder: own, api: `http://${api}`, patroni: await run(name) };
    machines.push(machine);
    starting.defer(() => kill(machine));
    // the first makes the database, the second copies it
    if (machines.length === 1) await until('a primary', () => primaryOf(machines));
  }
  const kill = async (machine: Machine) => {
    const pids = [...(frozen.get(machine) ?? []), ...(await processesOf(machine))];
    frozen.delete(machine);
    signalAll(pids, 'SIGKILL');
  };
  const stack = starting.move();
  const restApi = Buffer.from(`patroni:${passwords.PATRONI_RESTAPI_PASSWORD}`).toString('base64');
  return {
    machines,
    folder,
    superuserPassword: passwords.PATRONI_SUPERUSER_PASSWORD,
    primary: () => primaryOf(machines),
    async whole() {
      try {
        return await until('a primary with its synchronous standby', () => wholeOf(machines));
      } catch (cause) {
        const words = await Promise.all(machines.map(({ name }) => lastWords(join(folder, `${name}.log`))));
        throw new Error(`the cluster did not come together again:\n${words.join('\n')}`, { cause });
      }
    },
    kill,
    async crash(machine) {
      const postmaster = await postmasterOf(machine);
      if (postmaster !== undefined) signalAll(treeOf(postmaster), 'SIGKILL');
    },
    async freeze(machine) {
      const pids = await processesOf(machine);
      frozen.set(machine, pids);
      signalAll(pids, 'SIGSTOP');
    },
    async thaw(machine) {
      signalAll(frozen.get(machine) ?? [], 'SIGCONT');
      frozen.delete(machine);
    },
    async start(machine) {
      machine.patroni = await run(machine.name);
    },
    async switchOver(from) {
      const to = machines.find((machine) => machine !== from);
      const answer = await fetch(`${from.api}/switchover`, {
        method: 'POST',
        headers: { authorization: `Basic ${restApi}`, 'content-type': 'application/json' },
        body: JSON.stringify({ leader: from.name, candidate: to?.name }),
      });
      if (!answer.ok) throw new Error(`switchover: ${answer.status} ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What is a machine's own: the example of the set-up, with addresses on loopback. */
async function settingsOf(
  name: string,
  { port, api, folder, etcds }: { port: number; api: string; folder: string; etcds: readonly string[] },
): Promise<Record<string, string>> {
  const address = `127.0.0.1:${port}`;
  return {
    ...(await example('patroni.env.example')),
    PATRONI_NAME: name,
    PATRONI_ETCD3_HOSTS: etcds.join(','),
    PATRONI_RESTAPI_LISTEN: api,
    PATRONI_RESTAPI_CONNECT_ADDRESS: api,
    PATRONI_POSTGRESQL_LISTEN: address,
    PATRONI_POSTGRESQL_CONNECT_ADDRESS: address,
    PATRONI_POSTGRESQL_DATA_DIR: join(folder, 'data'),
    PATRONI_POSTGRESQL_PGPASS: join(folder, 'pgpass'),
    PATRONI_POSTGRESQL_BIN_DIR: PROGRAMS.postgresBin,
  };
}

async function processesOf(machine: Machine): Promise<number[]> {
  const postmaster = await postmasterOf(machine);
  const patroni = machine.patroni.pid;
  // Patroni first: it would start PostgreSQL again
  return [
    ...(patroni === undefined ? [] : treeOf(patroni)),
    ...(postmaster === undefined ? [] : treeOf(postmaster)),
  ];
}

async function postmasterOf({ folder }: Machine): Promise<number | undefined> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (Number.isNaN(pid)) return undefined;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'postgres' ? pid : undefined;
}

/** The one whose Patroni says so of itself. */
async function primaryOf(machines: readonly Machine[]): Promise<Machine | undefined> {
  const found = await Promise.all(
    machines.map(async (machine) => {
      const answer = await ask(`${machine.api}/primary`);
      return answer === undefined ? undefined : machine;
    }),
  );
  return found.find((machine) => machine !== undefined);
}

async function wholeOf(machines: readonly Machine[]): Promise<Machine | undefined> {
  const primary = await primaryOf(machines);
  if (!primary) return undefined;
  const { members = [] } = (await ask<{ members?: Member[] }>(`${primary.api}/cluster`)) ?? {};
  const isFollowed = members.some(
    ({ role, state }) => role === 'sync_standby' && (state === 'running' || state === 'streaming'),
  );
  return isFollowed && members.length === machines.length ? primary : undefined;
}

/** The end of a program's log, which is gone with the folder. */
async function lastWords(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return [file, ...lines.slice(-LAST_LINES)].join('\n');
}

/** What Patroni answers within a moment; undefined: nothing, or that it is not so. */
async function ask<T>(url: string): Promise<T | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    const body = (await answer.json()) as T;
    return answer.ok ? body : undefined;
  } catch {
    return undefined;
  }
}

async function until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + STEP_LIMIT_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`waited ${STEP_LIMIT_MS / 1_000} s in vain for ${what}`);
    await delay(200);
  }
}

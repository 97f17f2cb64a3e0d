import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** The server as a process that follows its sources. */
export interface Gateway {
  /** Resolves when the server takes connections. @throws when it has ended, or has not come up within a minute */
  ready(): Promise<void>;
  /** Ends the server for good. */
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly root: string;
  /** The whole environment of the server. */
  readonly env: NodeJS.ProcessEnv;
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  /** Options of Node: the inspector. */
  readonly nodeOptions: readonly string[];
  readonly print: (line: string) => void;
}

/** Folders of what the server is made of, tests apart. */
const SOURCES = [
  'server/src',
  'server/migrations',
  'protocol/src',
  'sandbox/src',
  'contract/src',
  'postgres/src',
];
/** An editor, or a change of branch, writes several files at once. */
const QUIET_MS = 150;
/** A server that a debugger holds does not end by itself. */
const KILLED_AFTER_MS = 6_000;
const READY_WITHIN_MS = 60_000;
const ASKED_EACH_MS = 50;

/** Starts the server, and starts it anew when one of its files changes. */
export function startGateway(options: GatewayOptions): Gateway {
  const { root, print } = options;
  let child = run(options);
  let turn: Promise<void> = Promise.resolve();
  let quiet: NodeJS.Timeout | undefined;
  let isStopping = false;

  const restart = (file: string) => {
    turn = turn.then(async () => {
      if (isStopping) return;
      print(`dev: ${file} changed, starting the server anew`);
      await end(child);
      child = run(options);
    });
  };
  const watchers = SOURCES.filter((folder) => existsSync(join(root, folder))).map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name === null || !/(?<!\.test)\.(ts|sql|json|js)$/.test(name)) return;
      clearTimeout(quiet);
      quiet = setTimeout(() => restart(join(folder, name)), QUIET_MS);
    }),
  );

  return {
    async ready() {
      const startedAt = Date.now();
      while (Date.now() - startedAt < READY_WITHIN_MS) {
        await turn;
        if (hasEnded(child)) throw new Error('the server has ended; it starts again with the next change');
        if (await takesConnections(options.port)) return;
        await pause(ASKED_EACH_MS);
      }
      throw new Error('the server does not come up');
    },
    async stop() {
      isStopping = true;
      clearTimeout(quiet);
      for (const watcher of watchers) watcher.close();
      await turn;
      await end(child);
    },
  };
}

function run({ root, env, nodeOptions }: GatewayOptions): ChildProcess {
  const main = join(root, 'server', 'src', 'main.ts');
  return spawn(execPath, [...nodeOptions, '--conditions=unbuilt', main], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const overdue = setTimeout(() => child.kill('SIGKILL'), KILLED_AFTER_MS);
  await ended;
  clearTimeout(overdue);
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

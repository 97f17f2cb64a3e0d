import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayProcess, GatewaySettings, Message } from './gateway.ts';

/** A server that is started again whenever it ended, as systemd does. */
export interface KeptAlive extends AsyncDisposable {
  /** True while it serves. */
  readonly isReady: boolean;
  /** How often a start failed because the channels were away, from which the sandbox is seeded. */
  readonly failedStarts: number;
  /** The last of what it printed, over all of its lives. */
  readonly output: () => string;
  /** SIGKILL; it comes back after `restartMs`. */
  kill(restartMs: number): void;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  tell(message: Message): void;
}

/** A server ended that nobody killed from here. */
export type OnDeath = (what: string, signal: string | null) => void;

const KEPT_CHARACTERS = 400_000;
const RETRY_MS = 300;
/** Only the sandbox asks its channels for anything at a start, and may fail with them. */
const SEEDING = /TypeError: (fetch failed|terminated)|SyntaxError|the sandbox refused/;

export function keepAlive(
  name: string,
  settings: () => GatewaySettings,
  start: (settings: GatewaySettings) => GatewayProcess,
  tell: { readonly note: (line: string) => void; readonly onDeath: OnDeath },
): KeptAlive {
  let isReady = false;
  let isStopping = false;
  let isKilled = false;
  let failedStarts = 0;
  let restartMs = 0;
  let printed = '';
  let current: GatewayProcess | undefined;

  const run = async () => {
    while (!isStopping) {
      isKilled = false;
      const server = start(settings());
      current = server;
      isReady = await server.ready;
      const wasReady = isReady;
      const { code, signal } = await server.ended;
      isReady = false;
      printed = (printed + server.output()).slice(-KEPT_CHARACTERS);
      if (isStopping) return;
      const how = `(${code ?? signal}): ${server.output().slice(-2_000)}`;
      if (!isKilled && wasReady) tell.onDeath(`${name} ended by itself ${how}`, signal);
      else if (!isKilled && !SEEDING.test(how)) tell.onDeath(`${name} did not start ${how}`, signal);
      else if (!isKilled) {
        failedStarts += 1;
        tell.note(`${name} did not start: the channels of the sandbox did not answer`);
      }
      await delay(isKilled ? restartMs : RETRY_MS);
    }
  };
  const running = run();
  return {
    get isReady() {
      return isReady;
    },
    get failedStarts() {
      return failedStarts;
    },
    output: () => printed + (current?.output() ?? ''),
    kill(afterMs) {
      isKilled = true;
      isReady = false;
      restartMs = afterMs;
      current?.signal('SIGKILL');
    },
    signal: (what) => current?.signal(what),
    tell: (message) => current?.tell(message),
    async [Symbol.asyncDispose]() {
      isStopping = true;
      current?.signal('SIGKILL');
      await running;
    },
  };
}

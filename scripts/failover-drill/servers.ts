import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/src/launch.ts';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import type { GatewayProcessSettings } from '../../server/test/helpers/gateway/gateway-process.ts';
import { killChild } from '../../server/test/helpers/gateway/kill-child.ts';

/** Two processes that answer, one that works in the background, and the emulated channels. */
export interface Servers extends AsyncDisposable {
  readonly urls: readonly string[];
  readonly sandboxUrl: string;
  /** Those that ended, which none should. */
  readonly ended: readonly string[];
}

const ENTRY = fileURLToPath(new URL('../../server/test/helpers/gateway/gateway-process.ts', import.meta.url));

/** @param standby where those that answer read what may lag */
export async function startServers(
  databaseUrl: string,
  folder: string,
  standby?: GatewayProcessSettings['standby'],
): Promise<Servers> {
  await using starting = new AsyncDisposableStack();
  const sandbox = await startSandbox({ dataDir: ':memory:' });
  starting.defer(() => sandbox.stop());
  const masterKey = randomBytes(32).toString('base64');
  const ended: string[] = [];
  let isStopping = false;
  const start = async (name: string, role: GatewayProcessSettings['role']) => {
    const settings: GatewayProcessSettings = {
      ...{ databaseUrl, sandboxUrl: sandbox.url, port: await freePort(), masterKey, role },
      logLevel: 'warn',
      ...(standby && role === 'api' && { standby }),
    };
    const child = fork(ENTRY, [JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    starting.defer(() => killChild(child));
    const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('exit', (code, signal) => isStopping || ended.push(`${name} (${signal ?? code})`));
    const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (first !== 'ready') throw new Error(`${name} ended at its start with ${first}; see ${folder}`);
    return `http://127.0.0.1:${settings.port}`;
  };
  await start('worker', 'worker');
  const urls = [await start('api1', 'api'), await start('api2', 'api')];
  const stack = starting.move();
  return {
    urls,
    sandboxUrl: sandbox.url,
    ended,
    async [Symbol.asyncDispose]() {
      isStopping = true;
      await stack.disposeAsync();
    },
  };
}

import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createSandbox } from './server.ts';

/**
 * `node sandbox/src/main.ts --port 8081 --data DIR`: the emulators in a process of their own. Port 0
 * takes any free one; `--data :memory:` keeps nothing. Forked with an IPC channel it reports
 * `{type:'ready', port}` and ends together with its parent.
 */
const HOST = '127.0.0.1';

async function main(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the one setting it reads, and only to refuse
  if (process.env.NODE_ENV === 'production') throw new Error('emulated payments have no place in production');
  const { port, dataDir } = readArguments();
  const server = await createSandbox(dataDir);
  try {
    await server.listen({ host: HOST, port });
  } catch (error) {
    await server.close();
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken; choose another with --port`);
  }

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  const address = server.server.address() as AddressInfo;
  if (process.send) {
    // Ctrl-C reaches the whole group: the parent drains first and disconnects when it is done with us.
    process.on('SIGINT', () => undefined);
    process.on('disconnect', stop);
    process.send({ type: 'ready', port: address.port });
  } else {
    process.on('SIGINT', stop);
    process.stdout.write(`emulated channels on http://${HOST}:${address.port}, phone at /phone\n`);
  }
}

function readArguments(): { port: number; dataDir: string } {
  const { values } = parseArgs({ options: { port: { type: 'string' }, data: { type: 'string' } } });
  const port = Number(values.port ?? '8081');
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error('--port takes 0 to 65535');
  if (!values.data) throw new Error('--data names the folder to keep the state in, or :memory:');
  return { port, dataDir: values.data };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

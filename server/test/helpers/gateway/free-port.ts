import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that the kernel gives to connections: one of these is not taken before whoever asked listens on it. */
const [FIRST, END] = [10_000, 32_000];

/** A port of this machine nobody listens on now: the one that is `wanted`, if it is free. */
export async function freePort(wanted = randomInt(FIRST, END)): Promise<number> {
  const server = createServer();
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return freePort();
    throw error;
  }
  server.close();
  await once(server, 'close');
  return wanted;
}

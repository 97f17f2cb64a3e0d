import { type AddressInfo, createServer } from 'node:net';

/** A port of this machine nobody listens on now: the one that is `wanted`, if it is free. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  }).catch((cause: NodeJS.ErrnoException) => {
    if (wanted === 0 || cause.code !== 'EADDRINUSE') throw cause;
  });
  if (port === undefined) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

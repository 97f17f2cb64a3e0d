import { once } from 'node:events';
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Where a server listens. */
interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** So many connections are taken each time the event loop comes round. */
const SOCKETS = 32;

/**
 * Listens by several sockets of one port. Node takes one connection of a socket each time its event loop comes round:
 * when thousands of open connections keep it busy, a round takes long, and new ones, a channel's report among them, would
 * wait for tens of seconds unseen. The kernel deals out new connections among sockets of one port and one user; that
 * another process has the port is found before. Elsewhere than on Linux there is one socket.
 * @throws what `listen` throws, as EADDRINUSE
 */
export async function listenWidely(server: FastifyInstance, { host, port }: ListenAddress): Promise<void> {
  if (process.platform !== 'linux') {
    await server.listen({ host, port });
    return;
  }
  const beside = Array.from({ length: SOCKETS - 1 }, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) =>
      server.server.emit('connection', socket),
    ),
  );
  server.addHook('preClose', async () => {
    for (const each of beside) each.close();
  });
  const closed = beside.map((each) => new Promise<void>((resolve) => each.once('close', resolve)));
  server.addHook('onClose', async () => {
    server.server.closeIdleConnections();
    await Promise.all(closed);
  });

  const probe = await listening(createServer(), { host, port });
  probe.close();
  await once(probe, 'close');
  await server.listen({ host, port, ...{ reusePort: true } });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  for (const each of beside) {
    await listening(each, { host: address.address, port: address.port, reusePort: true });
  }
}

async function listening(server: Server, options: ListenOptions): Promise<Server> {
  server.listen(options);
  await once(server, 'listening');
  return server;
}

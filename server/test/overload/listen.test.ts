import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { listenWidely } from '../../src/http/listen.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** A server that answers, and keeps its event loop from coming round for so long each time. */
async function startServer(roundMs = 0) {
  const server = Fastify({ forceCloseConnections: 'idle' });
  onTestFinished(() => server.close());
  server.get('/', async () => 'here');
  await listenWidely(server, { host: '127.0.0.1', port: 0 });
  let rounds = 0;
  let isOver = roundMs === 0;
  onTestFinished(() => {
    isOver = true;
  });
  const round = () => {
    rounds += 1;
    for (const until = performance.now() + roundMs; performance.now() < until; );
    if (!isOver) setImmediate(round);
  };
  setImmediate(round);
  const { port } = server.server.address() as AddressInfo;
  return { server, port, rounds: () => rounds };
}

test.runIf(process.platform === 'linux')(
  'a loop that seldom comes round takes many connections each time',
  async () => {
    const { server, port, rounds } = await startServer(20);
    let taken = 0;
    server.server.on('connection', () => {
      taken += 1;
    });
    const sockets = Array.from({ length: 300 }, () =>
      connect(port, '127.0.0.1').on('error', () => undefined),
    );
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    const before = rounds();
    await waitFor(() => taken === sockets.length, { what: 'all to be taken' });
    expect(rounds() - before).toBeLessThan(sockets.length / 2);
  },
);

test('a port that another has is refused, by who listens widely as by others', async () => {
  const { port } = await startServer();
  const second = Fastify();
  await expect(listenWidely(second, { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    syscall: 'listen',
  });
  await second.close();
});

test('a server that closes answers what it has begun, and leaves the port', async () => {
  const { server, port } = await startServer();
  const idle = await Promise.all(
    Array.from({ length: 100 }, async (): Promise<Socket> => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
      await once(socket, 'data');
      return socket;
    }),
  );
  const ended = idle.map((socket) => once(socket.resume(), 'close'));
  await server.close();
  await Promise.all(ended);
  const next = Fastify();
  onTestFinished(() => next.close());
  await next.listen({ host: '127.0.0.1', port });
});

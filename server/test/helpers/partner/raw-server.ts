import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request's bytes were taken; what is done with the connection. */
export type RawAnswer = (socket: Socket, request: string) => void;

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  connections(): number;
}

/** A server that reads requests with a body of known length, and answers whatever bytes it is told to. */
export async function startRawServer(answer: RawAnswer, host = '127.0.0.1', port = 0): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
      const headEnd = seen.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      if (headEnd < 4 || seen.length < headEnd + length) return;
      const request = seen;
      seen = '';
      answer(socket, request);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

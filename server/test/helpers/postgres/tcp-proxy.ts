import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to connections: `pass` hands on, `refuse` is a machine without the program, `swallow` a network that
 * loses every packet and says nothing, `reset` ends every connection the moment it is used.
 */
type ProxyMode = 'pass' | 'refuse' | 'swallow' | 'reset';

/** A TCP proxy in front of a server, which can be cut off in the ways that networks are. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Changes what happens from now on, also to connections that are open. */
  become(mode: ProxyMode): Promise<void>;
  /** Connections that clients have open now. */
  readonly open: number;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** A side was closed while nothing got through; the other hears of it afterwards. */
  isOver: boolean;
}

export async function startTcpProxy(
  target: { host: string; port: number },
  /** Milliseconds by which a packet is late, as one is that was lost and sent again. */
  lateness: (packet: string | Buffer) => number = () => 0,
): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let mode: ProxyMode = 'pass';
  const listener = createServer({ allowHalfOpen: false });

  const end = (pair: Pair) => {
    pair.isOver = true;
    // a network that says nothing does not say that a side has gone
    if (mode === 'swallow') return;
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  };
  const reset = (pair: Pair) => {
    pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.server.destroy();
  };
  listener.on('connection', (client) => {
    client.on('error', () => undefined);
    if (mode === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target.port, target.host);
    server.on('error', () => undefined);
    const pair = { client, server, isOver: false };
    pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => {
        const lateMs = lateness(Buffer.from(chunk));
        if (mode === 'pass' && lateMs > 0) setTimeout(() => to.write(chunk), lateMs);
        else if (mode === 'pass') to.write(chunk);
        else if (mode === 'reset') reset(pair);
      });
      from.on('close', () => end(pair));
    }
  });
  await listen(listener, 0);
  const { port } = listener.address() as AddressInfo;

  return {
    port,
    get open() {
      return [...pairs].filter(({ client }) => !client.destroyed).length;
    },
    async become(next) {
      mode = next;
      if (next === 'refuse') {
        listener.close();
        for (const pair of pairs) end(pair);
      } else if (!listener.listening) await listen(listener, port);
      if (next === 'reset') for (const pair of pairs) reset(pair);
      if (next === 'pass') for (const pair of pairs) if (pair.isOver) end(pair);
    },
    async [Symbol.asyncDispose]() {
      mode = 'pass';
      for (const pair of pairs) end(pair);
      if (!listener.listening) return;
      listener.close();
      await once(listener, 'close');
    },
  };
}

async function listen(listener: ReturnType<typeof createServer>, port: number): Promise<void> {
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** How a server that is not as ours answers: with an error to the greeting, or with facts to the first question. */
export type FakeAnswer =
  | { readonly code: string; readonly message: string }
  | { readonly version: number; readonly announcedPid: number; readonly pid: number };

/**
 * Speaks as much of PostgreSQL's protocol as it takes to be greeted and asked once: a recovering server, an old one, or
 * a pooler, which are not to be had in a test.
 */
export async function startFakePostgres(
  answer: () => FakeAnswer,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let isGreeted = false;
    socket.on('data', (data) => {
      const given = answer();
      if ('code' in given) return socket.end(message('E', fields(given)));
      if (!isGreeted) {
        isGreeted = true;
        return socket.write(
          Buffer.concat([message('R', int(0)), message('K', int(given.announcedPid), int(1)), READY]),
        );
      }
      return data[0] === Q ? socket.write(facts(given)) : socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgres://u:secret@127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const Q = 'Q'.charCodeAt(0);
const INT4 = 23;
const BOOL = 16;

function facts({ version, pid }: { version: number; pid: number }): Buffer {
  const columns = [
    column('version', INT4, String(version)),
    column('pid', INT4, String(pid)),
    column('is_read_only', BOOL, 'f'),
  ];
  return Buffer.concat([
    message('T', short(columns.length), ...columns.map(({ description }) => description)),
    message('D', short(columns.length), ...columns.map(({ value }) => value)),
    message('C', text('SELECT 1')),
    READY,
  ]);
}

function column(name: string, type: number, value: string): { description: Buffer; value: Buffer } {
  return {
    description: Buffer.concat([text(name), int(0), short(0), int(type), short(-1), int(-1), short(0)]),
    value: Buffer.concat([int(value.length), Buffer.from(value)]),
  };
}

function fields({ code, message: said }: { code: string; message: string }): Buffer {
  const parts = [`SFATAL`, `VFATAL`, `C${code}`, `M${said}`].map(text);
  return Buffer.concat([...parts, Buffer.of(0)]);
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body]);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

const READY = message('Z', Buffer.from('I'));

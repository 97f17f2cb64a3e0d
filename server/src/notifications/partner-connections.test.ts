import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSignedCertificate } from '@zhixiao/sandbox/wechat/x509';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type RawAnswer, type RawServer, startRawServer } from '../../test/helpers/partner/raw-server.ts';
import { createPartnerHttp, type PartnerHttp, type PartnerHttpOptions } from './partner-http.ts';
import { isPublicAddress } from './public-address.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess';

const success: RawAnswer = (socket) => void socket.write(ANSWER);

async function serve(answer: RawAnswer = success, host?: string, port?: number): Promise<RawServer> {
  const server = await startRawServer(answer, host, port);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function client(options: Partial<PartnerHttpOptions> = {}): PartnerHttp {
  const http = createPartnerHttp({ allowLoopback: true, ...options });
  onTestFinished(() => http[Symbol.asyncDispose]());
  return http;
}

const post = (http: PartnerHttp, url: string) =>
  http.postForm(new URL(url), new URLSearchParams({ a: '1 &' }));

test('what is sent has the headers of curl, and says who we are', async () => {
  const received: string[] = [];
  const { port } = await serve((socket, request) => {
    received.push(request);
    socket.write(ANSWER);
  });
  await post(client(), `http://127.0.0.1:${port}/notify?from=a&b=%E7%9F%A5`);
  expect(received[0]?.split('\r\n')).toEqual([
    'POST /notify?from=a&b=%E7%9F%A5 HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `User-Agent: ZhixiaoPay/${manifest.version}`,
    'Accept: */*',
    'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
    'Content-Length: 7',
    '',
    'a=1+%26',
  ]);
});

test('every allowed address of a name is tried: one that is silent and one that refuses hold up nobody', async () => {
  const { port } = await serve();
  const http = client({
    privateNetworks: ['192.0.2.0/24'],
    // nobody is at the first two; whether packets vanish or are sent back is up to the machine
    resolve: async () => ['192.0.2.250', '192.0.2.251', '127.0.0.9', '127.0.0.1'],
  });
  expect(await post(http, `http://partner.example.cn:${port}/`)).toMatchObject({ text: 'success' });
});

test("an address of the school's own network is reached when its network is listed, and not before", async () => {
  const [own] = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address && !address.internal && !address.scopeid);
  // a machine that is on no network at all
  if (!own) return;
  const { port } = await serve(success, own.address);
  const url = `http://${own.family === 'IPv6' ? `[${own.address}]` : own.address}:${port}/`;
  if (!isPublicAddress(own.address)) {
    await expect(post(client(), url)).rejects.toThrow('not a public one');
  }
  const network = `${own.address}/${own.family === 'IPv6' ? 128 : 32}`;
  expect(await post(client({ privateNetworks: [network] }), url)).toMatchObject({ text: 'success' });
});

test('an address that accepts late still wins when no other answers', async () => {
  const { port } = await serve();
  const http = client({ resolve: async () => ['127.0.0.1', '127.0.0.9', '127.0.0.8'] });
  expect(await post(http, `http://partner.example.cn:${port}/`)).toMatchObject({ text: 'success' });
});

test('of a name with forbidden addresses only the allowed ones are tried', async () => {
  const forbidden = await serve(success, '127.0.0.1');
  const http = client({
    allowLoopback: false,
    privateNetworks: ['192.0.2.0/24', '127.0.0.0/8', '::/0', '0.0.0.0/0'],
    resolve: async () => [
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '0.0.0.0',
      '192.0.2.250',
      '169.254.169.254',
    ],
    timeoutMs: 1_500,
  });
  await expect(post(http, `http://mixed.example.cn:${forbidden.port}/`)).rejects.toThrow(
    /no answer|connection failed/,
  );
  expect(forbidden.connections()).toBe(0);
});

test('no address answers: the first failure is reported', async () => {
  const http = client({ resolve: async () => ['127.0.0.1', '127.0.0.9'] });
  await expect(post(http, 'http://partner.example.cn:9/')).rejects.toThrow(
    'connection failed (ECONNREFUSED)',
  );
});

test('the limit of an attempt holds for the look-up, the connection and the answer', async () => {
  const { port } = await serve(() => undefined);
  const waiting = client({ timeoutMs: 300, resolve: () => new Promise(() => undefined) });
  await expect(post(waiting, 'http://dead.example.cn/')).rejects.toMatchObject({ reason: 'timeout' });
  await expect(post(waiting, `http://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'timeout' });
  await expect(post(waiting, `https://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'timeout' });
});

test('a connection is used again after an answer with a certain end, and never after any other', async () => {
  const server = await serve((socket, request) => {
    const chunked = 'Transfer-Encoding: chunked\r\n\r\n7\r\nsuccess\r\n0\r\n\r\n';
    if (request.startsWith('POST /chunked ')) socket.write(`HTTP/1.1 200 OK\r\n${chunked}`);
    else if (request.startsWith('POST /two '))
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\n${chunked}`);
    else if (request.startsWith('POST /more ')) socket.write(`${ANSWER}more`);
    else if (request.startsWith('POST /old ')) socket.write(ANSWER.replace('1.1', '1.0'));
    else if (request.startsWith('POST /last '))
      socket.write(ANSWER.replace('\r\n', '\r\nConnection: Close\r\n'));
    else socket.write(ANSWER);
  });
  const http = client();
  const connectionsAfter = async (path: string) => {
    expect(await post(http, `http://127.0.0.1:${server.port}${path}`)).toMatchObject({ text: 'success' });
    return server.connections();
  };
  expect(await connectionsAfter('/')).toBe(1);
  expect(await connectionsAfter('/')).toBe(1);
  expect(await connectionsAfter('/chunked')).toBe(1);
  expect(await connectionsAfter('/two')).toBe(1);
  expect(await connectionsAfter('/more')).toBe(2);
  expect(await connectionsAfter('/old')).toBe(3);
  expect(await connectionsAfter('/last')).toBe(4);
  expect(await connectionsAfter('/')).toBe(5);
});

test('a kept connection that the other side gives up just then costs no attempt', async () => {
  let requests = 0;
  const server = await serve((socket) => {
    requests += 1;
    // takes the second request of the first connection for too late
    if (requests === 2) socket.destroy();
    else socket.write(ANSWER);
  });
  const http = client();
  const url = `http://127.0.0.1:${server.port}/`;
  expect(await post(http, url)).toMatchObject({ text: 'success' });
  expect(await post(http, url)).toMatchObject({ text: 'success' });
  expect(server.connections()).toBe(2);
});

test('an origin keeps as many connections as it had requests at once, and the one that waits longest gives way to another', async () => {
  const [many, one] = [await serve(), await serve()];
  const http = client();
  const toMany = () =>
    Promise.all(Array.from({ length: 512 }, () => post(http, `http://127.0.0.1:${many.port}/`)));
  await toMany();
  await toMany();
  expect(many.connections()).toBe(512);
  for (let n = 0; n < 3; n += 1) await post(http, `http://127.0.0.1:${one.port}/`);
  expect(one.connections()).toBe(1);
  await toMany();
  expect(many.connections()).toBe(513);
});

test('an answer that never ends costs 64 KB and ends', async () => {
  const server = await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const more = () => socket.write(Buffer.alloc(64 * 1024, 'x'), (error) => error ?? more());
    more();
  });
  expect((await post(client(), `http://127.0.0.1:${server.port}/`)).text).toHaveLength(65_536);
});

test('https needs a certificate of the host that the machine trusts', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const day = 86_400_000;
  const terms = { serial: '1'.repeat(40), validFrom: Date.now() - day, validTo: Date.now() + day };
  const cert = selfSignedCertificate({ ...terms, commonName: 'partner.example.cn', publicKey, privateKey });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write(ANSWER));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const http = client({ resolve: async () => ['127.0.0.1'] });
  await expect(post(http, `https://partner.example.cn:${port}/`)).rejects.toThrow('SELF_SIGNED');
  const trusted = getCACertificates('default');
  setDefaultCACertificates([cert]);
  onTestFinished(() => setDefaultCACertificates(trusted));
  await expect(post(http, `https://other.example.cn:${port}/`)).rejects.toThrow('ALTNAME');
  expect(await post(http, `https://partner.example.cn:${port}/`)).toMatchObject({ text: 'success' });
});

test('a server that breaks off the handshake is a failed connection', async () => {
  const server = createTcpServer((socket: Socket) => socket.on('error', () => undefined).destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(post(client(), `https://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'connection' });
});

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createHttpClient, HttpFailure } from './http-client.ts';

const MEGABYTE = 1024 * 1024;

async function serve(listener: RequestListener) {
  let connections = 0;
  const server = createServer(listener).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createHttpClient({ timeoutMs: 500 });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await client[Symbol.asyncDispose]();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x?secret=s3cr3t`);
  return {
    ask: (body?: string) =>
      client.request({ method: body ? 'POST' : 'GET', url, headers: {}, ...(body ? { body } : {}) }),
    connections: () => connections,
  };
}

async function failureOf(answer: Promise<unknown>): Promise<HttpFailure> {
  const error = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpFailure)) throw new Error('not an HttpFailure', { cause: error });
  return error;
}

test('the body is sent and answered byte for byte, over connections that are kept', async () => {
  const { ask, connections } = await serve((request, response) => {
    response.setHeader('X-Method', request.method ?? '');
    request.pipe(response);
  });
  for (const text of ['{"说明":"一"}', '{}', '{"a":1}', '学']) {
    const answer = await ask(text);
    expect(answer.status).toBe(200);
    expect(answer.headers['x-method']).toBe('POST');
    expect(answer.body.toString()).toBe(text);
  }
  // A connection just used may not be idle yet when the next request looks for one.
  expect(connections()).toBeLessThanOrEqual(2);
});

test('every request says who we are and what we take, unless the caller says it better', async () => {
  const received: (string | undefined)[][] = [];
  const server = createServer((request, response) => {
    received.push([request.headers['user-agent'], request.headers.accept]);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createHttpClient({ timeoutMs: 5_000 });
  onTestFinished(async () => {
    await client[Symbol.asyncDispose]();
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  for (const headers of [{}, { accept: 'application/json' }]) {
    await client.request({ method: 'GET', url, headers });
  }
  const name = `ZhixiaoPay/${manifest.version}`;
  expect(received).toEqual([
    [name, '*/*'],
    [name, 'application/json'],
  ]);
});

test('a redirect is an answer and is not followed', async () => {
  let asked = 0;
  const { ask } = await serve((_request, response) => {
    asked += 1;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect((await ask()).status).toBe(302);
  expect(asked).toBe(1);
});

test.each([
  ['no answer', () => undefined],
  [
    'an answer that never ends',
    (response: Parameters<RequestListener>[1]) => void response.writeHead(200).write('{'),
  ],
])('%s is a timeout', async (_name, start) => {
  const { ask } = await serve((_request, response) => start(response));
  expect((await failureOf(ask())).reason).toBe('timeout');
});

test('a body is taken up to the limit and no further', async () => {
  let bytes = MEGABYTE;
  const { ask } = await serve((_request, response) => void response.end(Buffer.alloc(bytes)));
  expect((await ask()).body.length).toBe(MEGABYTE);
  bytes += 1;
  expect((await failureOf(ask())).reason).toBe('body_too_large');
});

test('a connection cut before or amid the answer fails without quoting the URL', async () => {
  let before = true;
  const { ask } = await serve((_request, response) => {
    if (!before) response.writeHead(200, { 'content-length': 100 }).write('{"half":');
    before = false;
    response.socket?.end();
  });
  for (const failure of [await failureOf(ask()), await failureOf(ask('{}'))]) {
    expect(failure.reason).toBe('connection');
    expect(failure.message).not.toContain('s3cr3t');
    expect(failure.cause).toBeUndefined();
  }
});

test('nobody listening is a connection failure', async () => {
  const client = createHttpClient({ timeoutMs: 500 });
  onTestFinished(() => client[Symbol.asyncDispose]());
  const url = new URL('http://127.0.0.1:1/');
  const failure = await failureOf(client.request({ method: 'GET', url, headers: {} }));
  expect(failure.message).toContain('ECONNREFUSED');
});

import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { headLine } from '../../src/audit/head.ts';
import { firstAdministrator, signedIn } from '../helpers/console/console.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

// What an operator reads of the log with one button is what `audit verify` says on the server.

let gateway: Gateway;
let url: string;
let file: string;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-heads-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  file = join(folder, 'audit-heads.jsonl');
  gateway = cleanup.use(await startGateway());
  await firstAdministrator(gateway);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const second = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: url,
    sandboxUrl: gateway.sandboxUrl,
    channelTimeoutMs: 8_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    auditHeads: { file, syslog: undefined },
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
  cleanup.use(second);
  await second.server.listen({ host: '127.0.0.1', port });
});
afterAll(() => cleanup.disposeAsync());

test('the chain is held against the heads that were written out, and lines of others are counted', async () => {
  const admin = await signedIn({ url });
  const verify = async () => (await admin.call('POST /audit/verify')).body;
  const { head, ...whole } = await verify();
  expect(whole).toEqual({ state: 'whole', entries: expect.any(Number), heads: 1, strange: 0 });
  expect(head).toMatch(/^[0-9a-f]{64}$/);

  await appendFile(file, '\n{"entries":1}\n');
  expect(await verify()).toMatchObject({ state: 'whole', heads: 1, strange: 1 });

  // as if the end of the log had been taken off after it was written out
  const end = whole.entries + 100;
  const { vault } = gateway.app.core;
  await appendFile(
    file,
    `\n${headLine(vault, { at: new Date(0).toISOString(), entries: end, hash: head })}\n`,
  );
  expect(await verify()).toMatchObject({ state: 'broken', entryNo: expect.any(String) });
  // a process that writes no heads has none to hold it against
  const elsewhere = await signedIn(gateway);
  expect((await elsewhere.call('POST /audit/verify')).body).toMatchObject({ state: 'whole', heads: 0 });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type NameAnswer, startNameServer } from '../../test/helpers/partner/name-server.ts';
import { waitFor } from '../../test/helpers/wait-for.ts';
import { hostsFile } from './hosts-file.ts';
import { createNameLookup, LookupFailure } from './name-lookup.ts';

async function lookup(answers: Readonly<Record<string, NameAnswer>>, { timeoutMs = 1_000 } = {}) {
  const server = await startNameServer((name) => answers[name] ?? 'unknown');
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  const path = join(folder, 'hosts');
  await writeFile(
    path,
    '127.0.0.1 localhost\n10.1.2.3\tpartner.campus  Partner # of the library\n10.1.2.4 partner\n',
  );
  const names = createNameLookup({ servers: [server.address], hosts: hostsFile(path), timeoutMs });
  onTestFinished(async () => {
    names.stop();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return { names, server, path };
}

async function failureOf(found: Promise<unknown>): Promise<string> {
  const error = await found.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LookupFailure)) throw new Error('not a LookupFailure', { cause: error });
  return error.code;
}

test('both kinds of addresses are found, IPv4 first and by turns', async () => {
  const { names } = await lookup({
    'a.example.cn': { a: ['192.0.2.1', '192.0.2.2'], aaaa: ['2001:db8::1'] },
    'six.example.cn': { aaaa: ['2001:db8::6'] },
  });
  expect(names.cached('a.example.cn')).toBeUndefined();
  expect(await names.addressesOf('A.example.cn.')).toEqual(['192.0.2.1', '2001:db8::1', '192.0.2.2']);
  expect(names.cached('a.example.cn')).toHaveLength(3);
  expect(await names.addressesOf('six.example.cn')).toEqual(['2001:db8::6']);
});

test('a server that never answers about IPv6 is not waited for, and one that never answers about IPv4 is', async () => {
  const { names } = await lookup(
    {
      'half.example.cn': { a: ['192.0.2.1'], aaaa: 'silent' },
      'other.example.cn': { a: 'silent', aaaa: ['2001:db8::1'] },
    },
    { timeoutMs: 2_000 },
  );
  const started = performance.now();
  expect(await names.addressesOf('half.example.cn')).toEqual(['192.0.2.1']);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(await names.addressesOf('other.example.cn')).toEqual(['2001:db8::1']);
});

test('the hosts file counts before any name server, and is read again when it changes', async () => {
  const { names, server, path } = await lookup({});
  expect(await names.addressesOf('Partner.Campus')).toEqual(['10.1.2.3']);
  expect(await names.addressesOf('partner')).toEqual(['10.1.2.3', '10.1.2.4']);
  expect(await names.addressesOf('app.localhost')).toEqual(['127.0.0.1', '::1']);
  expect(server.received).toEqual([]);
  await writeFile(path, '10.9.9.9 moved.campus\n');
  await waitFor(() => names.cached('moved.campus'), { what: 'the changed hosts file' });
  expect(await names.addressesOf('moved.campus')).toEqual(['10.9.9.9']);
});

test('a silent name server is given up, asked once for all who wait, and remembered', async () => {
  const { names, server } = await lookup({
    'dead.example.cn': 'silent',
    'alive.example.cn': { a: ['192.0.2.1'] },
  });
  const waiting = Array.from({ length: 16 }, () => failureOf(names.addressesOf('dead.example.cn')));
  expect(await names.addressesOf('alive.example.cn')).toEqual(['192.0.2.1']);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['ETIMEOUT']));
  const received = server.received.length;
  expect(received).toBeLessThan(10);
  expect(await failureOf(names.addressesOf('dead.example.cn'))).toBe('ETIMEOUT');
  expect(server.received).toHaveLength(received);
  expect(names.cached('dead.example.cn')).toBeInstanceOf(LookupFailure);
});

test('a name that does not exist is distinguished from one without an answer', async () => {
  const { names } = await lookup({});
  expect(await failureOf(names.addressesOf('none.example.cn'))).toBe('ENOTFOUND');
});

test('look-ups under way are bounded, and orders leave most of them to notifications', async () => {
  const server = await startNameServer(() => 'silent');
  onTestFinished(() => server[Symbol.asyncDispose]());
  const names = createNameLookup({ servers: [server.address], timeoutMs: 60_000 });
  const learnt = Array.from({ length: 300 }, (_, n) => names.prefetch(`o${n}.example.cn`));
  const asked = Array.from({ length: 300 }, (_, n) => failureOf(names.addressesOf(`n${n}.example.cn`)));
  names.stop();
  const codes = await Promise.all(asked);
  // 256 at once, of which orders have taken 32
  expect(codes.filter((code) => code === 'STOPPED')).toHaveLength(224);
  expect(codes.filter((code) => code === 'TOO_MANY_UNDER_WAY')).toHaveLength(76);
  await Promise.all(learnt);
});

test('stopping waits for no name server', async () => {
  const { names, server } = await lookup({ 'dead.example.cn': 'silent' }, { timeoutMs: 60_000 });
  const waiting = failureOf(names.addressesOf('dead.example.cn'));
  await waitFor(() => server.received.length === 2, { what: 'the questions' });
  names.stop();
  expect(await waiting).toBe('STOPPED');
  expect(await failureOf(names.addressesOf('other.example.cn'))).toBe('STOPPED');
});

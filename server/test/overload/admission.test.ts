import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { shedLoad } from '../../src/http/admission.ts';
import { errorPages } from '../../src/http/error-page.ts';
import { KINDS, type KindName } from '../../src/http/kinds.ts';
import { listenWidely } from '../../src/http/listen.ts';
import { markNotHere } from '../../src/http/not-here.ts';
import { createLog } from '../../src/lib/log.ts';
import { waitFor } from '../helpers/wait-for.ts';

const NAMES = Object.keys(KINDS) as KindName[];
let server: FastifyInstance;
let url: string;
/** Files that are being sent until their gate opens. */
let gates: PromiseWithResolvers<void>[];
/** What each kind waits for the database, and when that answered, as the test says. */
let waits: Partial<Record<KindName, number>>;
let answeredAt: (() => number) | undefined;
let logged: { msg: string }[];
beforeEach(async () => {
  waits = {};
  answeredAt = () => performance.now();
  logged = [];
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  server = Fastify({ loggerInstance: createLog('warn', lines) as FastifyBaseLogger });
  errorPages(server);
  markNotHere(server, 0);
  const admit = shedLoad(server, KINDS, {
    connectionMs: (kind) => waits[kind] ?? 0,
    batchMs: () => 0,
    answeredAt: () => answeredAt?.(),
  });
  for (const name of NAMES) {
    server.get(`/${name}`, { onRequest: admit(name) }, async () => {
      await turn();
      return name;
    });
  }
  gates = [];
  server.get('/held', { onRequest: admit('file') }, async () => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return 'file';
  });
  // for so long nobody else is served
  for (const name of NAMES) {
    server.get(`/work/${name}`, { onRequest: admit(name) }, async () => {
      for (const until = performance.now() + 10; performance.now() < until; );
      return name;
    });
  }
  await listenWidely(server, { host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

const ask = async (path: string) => {
  const answer = await fetch(`${url}/${path}`);
  await answer.text();
  return answer.status;
};
/** Which statuses so many requests of each kind have, asked at once. */
async function statuses(times = 20): Promise<Record<KindName, readonly number[]>> {
  const all = NAMES.map(async (name) => [
    name,
    await Promise.all(Array.from({ length: times }, () => ask(name))),
  ]);
  return Object.fromEntries(await Promise.all(all));
}
const refusedOf = (answers: Record<KindName, readonly number[]>) =>
  NAMES.filter((name) => answers[name].includes(503));

test('what comes further down waits less before it is refused, and nobody until he would have waited in vain', () => {
  const values = NAMES.map((name) => KINDS[name].waitMs);
  expect(values).toEqual(values.toSorted((one, other) => other - one));
  expect(Math.max(...values)).toBeLessThan(5_000);
});

test('while a kind waits for the database it is refused, a growing part of it, and no other; then none', async () => {
  waits = { console: KINDS.console.waitMs + 1 };
  await waitFor(async () => (await statuses()).console.every((status) => status === 503), {
    what: 'refusals',
  });
  expect(refusedOf(await statuses()).filter((name) => name !== 'file')).toEqual(['console']);
  waits = {};
  const overAt = performance.now();
  const parts: number[] = [];
  await waitFor(
    async () => {
      const { console: answers } = await statuses();
      parts.push(answers.filter((status) => status === 200).length);
      return parts.at(-1) === answers.length;
    },
    { what: 'all to be served' },
  );
  expect(performance.now() - overAt).toBeLessThan(patience(5_000));
  // some were served before all were, so that those who waited did not come back in one wave
  expect(parts.some((served) => served > 0 && served < 20)).toBe(true);
});

test('a shard says of a refusal that nothing was begun, so that a router may ask another', async () => {
  const marks = async () => {
    const answer = await fetch(`${url}/console`);
    await answer.text();
    return [answer.status, answer.headers.get('zhixiao-not-begun')];
  };
  expect(await marks()).toEqual([200, null]);
  waits = { console: KINDS.console.waitMs + 1 };
  const refused = await waitFor(
    async () => {
      const answer = await marks();
      return answer[0] === 503 ? answer : undefined;
    },
    { what: 'a refusal' },
  );
  expect(refused).toEqual([503, '1']);
});

test('of more requests than can be served those that can wait are refused, and payers are served before them', async () => {
  // three seconds of work
  const lists = Array.from({ length: 300 }, () => ask('work/console'));
  for (let n = 0; n < 10; n += 1) expect(await ask('work/payer')).toBe(200);
  const answers = await Promise.all(lists);
  expect(new Set(answers)).toEqual(new Set([200, 503]));
  await waitFor(() => logged.some(({ msg }) => msg === 'overload over'), { what: 'the last line' });
  expect(await ask('console')).toBe(200);
});

test('so many files are under way at once, and no more until one has ended', async () => {
  const { atOnce } = KINDS.file;
  const held = Array.from({ length: atOnce }, () => ask('held'));
  await waitFor(() => gates.length === atOnce, { what: 'the files to be under way' });
  expect(await ask('held')).toBe(503);
  expect(await ask('console')).toBe(200);
  gates[0]?.resolve();
  expect(await Promise.race(held)).toBe(200);
  await waitFor(async () => (await ask('file')) === 200, { what: 'another to be let in' });
  for (const { resolve } of gates) resolve();
  expect(await Promise.all(held)).toEqual(held.map(() => 200));
});

const consoleIs = (status: number) => async () =>
  (await statuses()).console.every((answered) => answered === status);

test('a line says that requests are refused, and one that it is over, with how many of each kind', async () => {
  waits = { payer: KINDS.payer.waitMs + 1, console: KINDS.console.waitMs + 1 };
  await waitFor(() => statuses().then(() => logged.length > 0), { what: 'the first line' });
  waits = {};
  await waitFor(() => logged.length === 2, { what: 'the last line' });
  const refused = expect.arrayContaining([
    { kind: 'payer', requests: expect.any(Number) },
    { kind: 'console', requests: expect.any(Number) },
  ]);
  const overloadMs = expect.any(Number);
  expect(logged).toMatchObject([
    { level: 50, alert: 'overload', overloadMs, refused: expect.any(Array) },
    { level: 40, msg: 'overload over', overloadMs, refused },
  ]);
});

test('of a database that answers nobody it is not said that it is overloaded until it answers', async () => {
  const silentSince = performance.now();
  answeredAt = () => silentSince;
  waits = { console: KINDS.console.waitMs + 1 };
  await waitFor(consoleIs(503), { what: 'refusals' });
  expect(logged).toEqual([]);
  answeredAt = () => performance.now();
  await waitFor(() => logged.length === 1, { what: 'the line' });
  expect(logged).toMatchObject([{ alert: 'overload' }]);
});

test('while the database is away nobody is refused for waiting, and nothing is said', async () => {
  const silentSince = performance.now();
  answeredAt = () => silentSince;
  waits = { console: KINDS.console.waitMs + 1 };
  await waitFor(consoleIs(503), { what: 'refusals' });
  answeredAt = undefined;
  await waitFor(consoleIs(200), { what: 'the console to be served' });
  waits = {};
  answeredAt = () => performance.now();
  expect(await consoleIs(200)()).toBe(true);
  expect(logged).toEqual([]);
});

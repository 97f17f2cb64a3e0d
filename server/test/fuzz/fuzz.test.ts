import { env } from 'node:process';
import { ROLES } from '@zhixiao/contract/codes/access';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console/console.ts';
import { EXAMPLES, seedForeignSchool } from '../helpers/console/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import type { Targets } from './inputs.ts';
import { CANARIES } from './random.ts';
import { fuzz } from './run.ts';

/** `npm run fuzz -- --inputs N --seed S` sets these. */
const INPUTS = Number(env.FUZZ_INPUTS ?? 10_000);
const SEED = Number(env.FUZZ_SEED ?? 20_261_128);
const TIMEOUT_MS = Math.max(600_000, INPUTS * 60);
/** What the memory of a process is worth comparing after. */
const MEMORY_FROM = 100_000;
const PROGRESS_EACH = 10_000;

const OPEN: Readonly<Record<string, object>> = {
  'POST /sign-in': { account: 'admin', password: 'wrong horse' },
  'POST /sign-in/second-factor': { kind: 'totp', text: '000000' },
  'POST /sign-in/passkey': {
    response: { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'e30' } },
  },
  'POST /links/look': { token: 'x' },
  'POST /links/use': { token: 'x', password: 'x', account: 'a', name: 'b' },
};

let gateway: Gateway;
let targets: Targets;
const errors: string[] = [];
const leaks: string[] = [];
beforeAll(async () => {
  const secrets = [...CANARIES, TEST_APP.appSecret, TEST_APP.aesKey];
  const write = (line: string) => {
    if (line.includes('"level":50') || line.includes('"level":60')) errors.push(line);
    if (secrets.some((secret) => line.includes(secret))) leaks.push(line);
  };
  // without workers: only an input can be the cause of a change
  gateway = await startGateway({ log: createLog('debug', { write }), role: 'api' });
  await seedForeignSchool(gateway);
  const admin = await firstAdministrator(gateway);
  const clients: ConsoleClient[] = [admin];
  for (const role of ROLES) {
    const apps = role === 'partner' ? { appIds: [TEST_APP.appId] } : undefined;
    clients.push(await invited(gateway, admin, { account: `${role}.all`, role, ...apps }));
    const one = apps ?? { schoolIds: ['mine'] };
    clients.push(await invited(gateway, admin, { account: `${role}.one`, role, ...one }));
  }
  const order = await gateway.partner.order();
  const known = [
    order.orderId,
    order.outTradeNo,
    '10086',
    'mine',
    'foreign',
    TEST_APP.appId,
    'sandbox-wechat',
    'sandbox-alipay',
    'wechat',
    'alipay',
    'desktop',
    '2',
    '3000',
    gateway.endpoint.url,
  ];
  targets = {
    url: gateway.url,
    routes: gateway.app.routes,
    cookies: clients.map((client) => client.cookies()),
    examples: (key) => {
      const { own, foreign = [] } = EXAMPLES[key] ?? { own: OPEN[key] ?? {} };
      return [own, ...foreign];
    },
    known,
  };
});
afterAll(() => gateway[Symbol.asyncDispose]());

test(
  `${INPUTS} inputs of seed ${SEED} to every route: no error, no change by what is refused, nothing told`,
  async () => {
    const { db, clock } = gateway.app.core;
    const report = await fuzz({
      seed: SEED,
      inputs: INPUTS,
      targets,
      db,
      refresh: async () => {
        await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
      },
      onProgress: (done) => {
        if (done % PROGRESS_EACH === 0) process.stderr.write(`fuzz: ${done} of ${INPUTS}\n`);
      },
    });
    process.stderr.write(`fuzz: ${JSON.stringify([...report.statuses])}, ${report.accepted} done as asked\n`);
    // soft: a long run is not repeated because one expectation hides the next
    expect.soft(report.faults.join('\n\n')).toBe('');
    expect.soft(errors).toEqual([]);
    expect.soft(leaks).toEqual([]);
    // they reached what they are meant for
    expect.soft(report.statuses.get('2xx')).toBeGreaterThan(INPUTS / 20);
    expect.soft(report.statuses.get('4xx')).toBeGreaterThan(INPUTS / 4);
    if (INPUTS >= MEMORY_FROM) expect.soft(report.heap.end).toBeLessThan(report.heap.warm * 1.1);
  },
  TIMEOUT_MS,
);

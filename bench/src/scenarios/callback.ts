import { randomBytes } from 'node:crypto';
import type { HttpAnswer } from '../load/answer-reader.ts';
import type { Roots } from '../machine/meter.ts';
import { runSql } from '../product/postgres.ts';
import { type BenchServer, startServer } from '../product/server.ts';
import { PGBENCH_HINT } from '../references/pgbench.ts';
import { bookScript } from '../references/pgbench-scripts.ts';
import { startBareHttp } from '../references/start-child.ts';
import { type Ratio, summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { type Bench, roundOptions, type Scenario } from '../scenario.ts';
import { seedOpenPayments } from '../seed/payments.ts';
import { ACCOUNT_ID, PAID_AMOUNT, paidCallback, saveAccount } from '../seed/wechat.ts';
import { httpLeg, ORDER_TERMS, pgbenchLeg } from './legs.ts';

/** Which of them is pgbench's best differs from machine to machine and with what runs beside. */
const REFERENCE_CONNECTIONS = [1, 16, 64] as const;
const GOALS = [
  { connections: 16, at: 1 },
  { connections: 64, at: 1.5 },
] as const;
/** Signing them ahead takes most of a millisecond each. */
const CALLBACKS_A_SECOND = 4_000;
/** pgbench cannot stop when payments run out, so it gets more than it can book. */
const BOOKINGS_A_SECOND = 12_000;
const SEALED_UID_BYTES = 1 + 12 + 16 + 30;
const CONTENT_BYTES = 512;

export const callback: Scenario = {
  about:
    "WeChat's callbacks about payments at 16 and 64 connections, beside the same writes by pgbench and bare HTTP",
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('callback');
    const server = started.use(await startServer({ databaseUrl, role: 'api' }));
    const bare = started.use(await startBareHttp());
    await saveAccount(databaseUrl);
    const roots = { server: server.pid, postgres: bench.postgres.pid, bare: bare.pid };
    const { seconds, pgbench: program } = bench;

    const bookings =
      program === undefined
        ? []
        : REFERENCE_CONNECTIONS.map((clients) => bookingLeg(bench, clients, roots, databaseUrl, program));
    const references = bookings.map(({ name }) => name);
    const one = paidCallback(1n);
    const legs: Leg[] = [];
    const ratios: Ratio[] = [];
    for (const { connections, at } of GOALS) {
      const ours = `callback@${connections}`;
      const http = `bare http@${connections}`;
      const load = { port: bare.port, connections, seconds };
      legs.push(
        callbackLeg(bench, ours, server, roots, { databaseUrl, connections }),
        httpLeg(http, roots, load, () => Array(seconds * BOOKINGS_A_SECOND).fill(one)),
      );
      if (references.length > 0) ratios.push({ of: ours, over: references, goal: { at, better: 'higher' } });
      ratios.push({ of: ours, over: http });
    }
    legs.push(...bookings);
    const rounds = await runRounds(legs, {
      ...roundOptions(bench),
      beforeRound: () => bench.postgres.checkpoint(),
    });
    await requireBooked(databaseUrl);
    return summarise('callback', legs, rounds, { ratios, notes: program ? [] : [PGBENCH_HINT] });
  },
};

/** Callbacks about payments of `saveAccount`'s merchant, which are prepared before the clock starts. */
export function callbackLeg(
  { seconds }: Bench,
  name: string,
  { port }: BenchServer,
  roots: Roots,
  { databaseUrl, connections }: { readonly databaseUrl: string; readonly connections: number },
): Leg {
  return httpLeg(name, roots, { port, connections, seconds, isGood: isTaken }, async () => {
    const count = seconds * CALLBACKS_A_SECOND;
    const { first } = await seedOpenPayments(databaseUrl, { count, notifyUrl: ORDER_TERMS.notify_url });
    return Array.from({ length: count }, (_, index) => paidCallback(first + BigInt(index)));
  });
}

const isTaken = ({ status }: HttpAnswer) => status === 204;

function bookingLeg(
  bench: Bench,
  clients: number,
  roots: Record<string, number>,
  databaseUrl: string,
  program: string,
): Leg {
  const { seconds } = bench;
  const name = `pgbench booking@${clients}`;
  const options = { program, databaseUrl, script: bookScript, clients, seconds };
  let first = 0n;
  const leg = pgbenchLeg(name, roots, options, () => ({
    first: String(first),
    n: 0,
    clients,
    account: ACCOUNT_ID,
    content: `\\x${randomBytes(CONTENT_BYTES).toString('hex')}`,
    now: new Date().toISOString(),
    amount: PAID_AMOUNT,
    uid: `\\x${randomBytes(SEALED_UID_BYTES).toString('hex')}`,
    uid_index: `\\x${randomBytes(32).toString('hex')}`,
    endpoint: new URL(ORDER_TERMS.notify_url).origin,
  }));
  return {
    name,
    async run() {
      const count = seconds * BOOKINGS_A_SECOND;
      ({ first } = await seedOpenPayments(databaseUrl, { count, notifyUrl: ORDER_TERMS.notify_url }));
      return leg.run();
    },
  };
}

/** Every callback that was answered is in the books, once. */
async function requireBooked(databaseUrl: string): Promise<void> {
  const [counts] = await runSql<{ callbacks: string; paid: string; posted: string }>(
    databaseUrl,
    `select (select count(*) from channel_callbacks) as callbacks,
            (select count(*) from orders where status = 'paid') as paid,
            (select count(*) from ledger_transactions) as posted`,
  );
  if (!counts || counts.callbacks !== counts.paid || counts.paid !== counts.posted) {
    throw new Error(`the books do not agree: ${JSON.stringify(counts)}`);
  }
}

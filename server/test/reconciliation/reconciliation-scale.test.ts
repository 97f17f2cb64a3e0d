import { monitorEventLoopDelay } from 'node:perf_hooks';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { fetchBill } from '../../src/reconciliation/fetch-bill.ts';
import { reconcileDay } from '../../src/reconciliation/reconcile-day.ts';
import { findLastRun } from '../../src/reconciliation/run-store.ts';
import { account } from '../helpers/channels/wechat/signing-server.ts';
import { broken, everyKind } from '../helpers/reconciliation/breaks.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import {
  ACCOUNT,
  APP,
  addAccount,
  type ReconciliationLab,
  SCHOOL,
  startLab,
} from '../helpers/reconciliation/reconciliation.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { writeWechatBill } from '../helpers/reconciliation/wechat-bill.ts';

/** `BILL_ROWS=100000` for the size it is made for. */
const ROWS = Number(env.BILL_ROWS ?? 12_000);
const DATE = '2026-08-31';
const KEY = { schoolId: SCHOOL, channelAccountId: ACCOUNT, date: DATE };

let lab: ReconciliationLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test(`a bill of ${ROWS} rows with every kind of break in it`, { timeout: patience(600_000) }, async () => {
  await addAccount(lab.core, {
    ...account,
    channelAccountId: 'another',
    appId: APP,
    settings: { ...account.settings, merchantId: '1900000111' },
  });
  const books = manyBooks({ date: DATE, channelAccountId: ACCOUNT, appId: APP }, Math.ceil(ROWS / 1.1));
  const { records, lines, expected } = broken(books, everyKind(books, 40));
  expect(new Set(expected.map(({ kind }) => kind)).size).toBeGreaterThan(15);
  await seedBooks(lab.core.db, records);
  lab.bills.set(DATE, writeWechatBill(lines));

  const seen: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  const started = performance.now();
  await fetchBill(lab.core, KEY);
  const fetched = performance.now();
  await reconcileDay(lab.core, KEY, 'li', async () => {
    seen.push((await findLastRun(lab.core.db, KEY))?.rowsDone ?? 0);
  });
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  const done = performance.now();
  loop.disable();
  process.stdout.write(
    `${lines.length} rows: fetched, read and kept in ${seconds(started, fetched)} s, compared in ${seconds(fetched, done)} s, held up for ${Math.round(loop.max / 1e6)} ms at most\n`,
  );

  expect(seen.at(-1)).toBe(lines.length);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.length).toBe(Math.ceil(lines.length / 5_000));
  const found = await listDifferences(lab.core.db, KEY, ROWS);
  expect(found.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual(
    expected.map(({ kind, subject }) => `${kind} ${subject}`).sort(),
  );
});

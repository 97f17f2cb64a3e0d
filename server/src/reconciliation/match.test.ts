import { DIFFERENCE_KINDS } from '@zhixiao/contract/codes/reconciliation';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account as alipayAccount } from '../../test/helpers/channels/alipay/signing-server.ts';
import { writeAlipayBill } from '../../test/helpers/reconciliation/alipay-bill.ts';
import { BREAKS, broken, type Expected } from '../../test/helpers/reconciliation/breaks.ts';
import { dayBooks } from '../../test/helpers/reconciliation/day-books.ts';
import { writeWechatBill } from '../../test/helpers/reconciliation/wechat-bill.ts';
import { parseAlipayAccount } from '../channels/alipay/alipay-account.ts';
import { readBillArchive } from '../channels/alipay/bill-archive.ts';
import { readBillFile as readAlipayFile } from '../channels/alipay/bill-file.ts';
import type { BillRow } from '../channels/bill.ts';
import { billReading } from '../channels/bill-reading.ts';
import { readBillFile as readWechatFile } from '../channels/wechat/bill-file.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import { dayStart } from '../lib/shanghai-day.ts';
import { type BookRecord, type Finding, matcher, unbilled } from './match.ts';

const DATE = '2026-08-31';
const BOOKS = { date: DATE, channelAccountId: 'w', appId: 'a' };
const DAY = { date: DATE, channelAccountIds: new Set(['w']) };

const numberOf = ({ refundNo, paymentNo }: Pick<BookRecord, 'refundNo' | 'paymentNo'>) =>
  refundNo || paymentNo;

/** Whether the day's bill should have it. */
const isDue = ({ status, until }: BookRecord) =>
  status === 'succeeded' && until !== undefined && until < plusMs(dayStart(DATE), DAY_MS);

/** The comparison as a whole, its records found by number as the store finds them. */
function findingsOf(records: readonly BookRecord[], rows: readonly BillRow[]): Finding[] {
  const byNumber = new Map(records.map((record) => [`${record.kind} ${numberOf(record)}`, record]));
  const { compare } = matcher(DAY);
  const inRows = rows.flatMap((row, index) => {
    const record = byNumber.get(`${row.kind} ${numberOf(row)}`);
    return compare({ rowNo: index + 1, row, record, billedBefore: false }) ?? [];
  });
  const billed = new Set(
    rows.filter(({ isForeign }) => !isForeign).map((row) => `${row.kind} ${numberOf(row)}`),
  );
  const missing = records.filter(
    (record) => isDue(record) && !billed.has(`${record.kind} ${numberOf(record)}`),
  );
  return [...inRows, ...missing.map((record) => unbilled(DAY, record))];
}

const bare = (findings: readonly Expected[]) =>
  findings.map(({ kind, subject }) => `${kind} ${subject}`).sort();

const readers = {
  wechat: async (lines: Parameters<typeof writeWechatBill>[0]) =>
    readWechatFile({ merchantId: '1900007291' }, writeWechatBill(lines)).rows,
  alipay: async (lines: Parameters<typeof writeAlipayBill>[0]) => {
    const [details = Buffer.alloc(0)] = await readBillArchive(writeAlipayBill(lines, { date: DATE }));
    const reading = billReading();
    const { sellerId } = parseAlipayAccount(alipayAccount);
    readAlipayFile({ sellerId, date: DATE }, details, reading);
    return reading.content().rows;
  },
};

/** What Alipay's bill has no column for. */
const WECHAT_ONLY = [
  'another currency',
  'a fen of commission too much',
  "another merchant's line",
  'a refund failed there and not here',
];

const NAMES = Object.keys(BREAKS);

describe.each(['wechat', 'alipay'] as const)('%s', (channel) => {
  const names = NAMES.filter((name) => channel === 'wechat' || !WECHAT_ONLY.includes(name));

  test('in books and a bill that agree, no difference is found', async () => {
    await fc.assert(
      fc.asyncProperty(dayBooks(BOOKS, { minLength: 0, maxLength: 40 }), async ({ records, lines }) => {
        expect(findingsOf(records, await readers[channel](lines))).toEqual([]);
      }),
    );
  });

  test('whatever breaks, in whatever number, each is found and none invented', async () => {
    const breaks = fc.array(fc.tuple(fc.nat(79), fc.constantFrom(...names)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(dayBooks(BOOKS, { minLength: 1, maxLength: 40 }), breaks, async (books, drawn) => {
        const { records, lines, expected } = broken(books, new Map(drawn));
        const findings = findingsOf(records, await readers[channel](lines));
        expect(bare(findings)).toEqual(bare(expected));
        expectEveryFenExplained(findings, records, await readers[channel](lines));
      }),
    );
  });

  test.each(names)('%s', async (name) => {
    const [books] = fc.sample(dayBooks(BOOKS, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 7 });
    if (!books) throw new Error('no books');
    const all = new Map(books.records.map((_, index) => [index, name]));
    const { records, lines, expected } = broken(books, all);
    expect(expected.length).toBeGreaterThan(0);
    const findings = findingsOf(records, await readers[channel](lines));
    expect(bare(findings)).toEqual(bare(expected));
  });
});

/** What the books have of the day is what agrees, and what the findings say of the books' side, to the fen. */
function expectEveryFenExplained(
  findings: readonly Finding[],
  records: readonly BookRecord[],
  rows: readonly BillRow[],
): void {
  const signed = (kind: BillRow['kind'], amount: number) => (kind === 'payment' ? amount : -amount);
  const sum = <T>(items: readonly T[], of: (item: T) => number) =>
    items.reduce((total, item) => total + of(item), 0);
  const found = new Set(findings.flatMap(({ pair }) => pair?.rowNo ?? []));
  const agreeing = rows.filter((_, index) => !found.has(index + 1));
  // a repeat's record was compared with its first line
  const differing = findings.filter(({ kind }) => kind !== 'duplicate_row');
  const billed = new Set(rows.map((row) => `${row.kind} ${numberOf(row)}`));
  const ofDay = records.filter((record) => isDue(record) || billed.has(`${record.kind} ${numberOf(record)}`));
  expect(
    sum(agreeing, ({ kind, amount }) => signed(kind, amount)) +
      sum(differing, ({ record }) => (record ? signed(record.kind, record.amount) : 0)),
  ).toBe(sum(ofDay, ({ kind, amount }) => signed(kind, amount)));
}

/** What is wrong in a bill itself, whatever the books say. */
const OF_BILL = ['unreadable_line', 'totals_differ'];

test('every kind of difference can be made, so that every one is tested', async () => {
  const [books] = fc.sample(dayBooks(BOOKS, { minLength: 40, maxLength: 40 }), { numRuns: 1, seed: 7 });
  if (!books) throw new Error('no books');
  const made = NAMES.flatMap((name) => {
    const all = new Map(books.records.map((_, index) => [index, name]));
    return broken(books, all).expected.map(({ kind }) => kind);
  });
  expect(new Set([...made, ...OF_BILL])).toEqual(new Set(DIFFERENCE_KINDS));
});

const [PAIR] = fc.sample(dayBooks(BOOKS, { minLength: 1, maxLength: 1 }), { numRuns: 1, seed: 3 });

test('a refund listed while it was under way agrees, however it ended later', async () => {
  const { records, lines } = await withRefund('PROCESSING');
  for (const status of ['open', 'succeeded', 'failed'] as const) {
    const ended = records.map((record) => (record.kind === 'refund' ? { ...record, status } : record));
    expect(findingsOf(ended, await readers.wechat(lines)), status).toEqual([]);
  }
});

test('a refund whose fate we learnt days later is matched by number on the day it was sent', async () => {
  const { records, lines } = await withRefund('SUCCESS');
  const late = records.map((record) =>
    record.kind === 'refund' ? { ...record, until: plusMs(record.from, 2 * DAY_MS) } : record,
  );
  expect(findingsOf(late, await readers.wechat(lines))).toEqual([]);
});

test('a line that an earlier bill has too is a repeat', async () => {
  const { records, lines } = PAIR ?? { records: [], lines: [] };
  const [row] = await readers.wechat(lines);
  const [record] = records;
  if (!row) throw new Error('no row');
  expect(matcher(DAY).compare({ rowNo: 1, row, record, billedBefore: true })?.kind).toBe('duplicate_row');
});

async function withRefund(state: string) {
  const all = fc.sample(dayBooks(BOOKS, { minLength: 20, maxLength: 20 }), { numRuns: 1, seed: 11 });
  const { records, lines } = all[0] ?? { records: [], lines: [] };
  expect(records.some(({ kind }) => kind === 'refund')).toBe(true);
  return { records, lines: lines.map((line) => (line.kind === 'refund' ? { ...line, state } : line)) };
}

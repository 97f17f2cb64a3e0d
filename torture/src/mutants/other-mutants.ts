import type { Mutant } from './mutant.ts';

/** Orders, notifications, and what all rest on. */
export const OTHER_MUTANTS: readonly Mutant[] = [
  {
    name: 'answered-before-insert',
    breaks: 'order_create is answered before the order is in the database.',
    edits: [
      {
        file: 'server/src/orders/order-batches.ts',
        find: 'const inserts = batched(BATCH, (orders: readonly NewOrder[]) => insertOrders(db, vault, orders));',
        replace:
          'const inserts = { waitedMs: () => 0, add: (order: NewOrder) => { setTimeout(() => void insertOrders(db, vault, [order]).catch(() => undefined), 30); return Promise.resolve(true); } };',
      },
    ],
  },
  {
    name: 'number-not-unique',
    breaks: 'The same number of a partner makes a second order.',
    sql: ['alter table orders drop constraint orders_app_id_out_trade_no_key'],
  },
  {
    name: 'batch-answers-first',
    breaks: "Whoever is gathered into one statement gets the first one's order.",
    edits: [
      {
        file: 'server/src/db/batched.ts',
        find: 'resolve(results[index] as Result)',
        replace: 'resolve((index < 0 ? results[index] : results[0]) as Result)',
      },
    ],
  },
  {
    name: 'stale-orders',
    breaks: 'Orders are answered as they were when first asked for.',
    edits: [
      {
        file: 'server/src/orders/order-batches.ts',
        find: 'const finds = batched(BATCH, (numbers: readonly OrderNumber[]) => findOrders(db, vault, numbers));',
        replace:
          'const finds = ((seen) => ({ waitedMs: () => 0, add: async (number: OrderNumber) => { const key = number.outTradeNo; const found = seen.get(key) ?? (await findOrders(db, vault, [number]))[0]; if (found) seen.set(key, found); return found; } }))(new Map<string, FoundOrder>());',
      },
    ],
  },
  {
    name: 'cancelled-too-early',
    breaks: 'A cancel is answered as done while the channel could not say whether the order was closed.',
    edits: [
      {
        file: 'server/src/processing/cancel-order.ts',
        find: "throw new Refusal('order_closing', {});",
        replace: 'return order;',
      },
    ],
  },
  {
    name: 'any-answer-acknowledges',
    breaks: 'Whatever a partner answers counts as success.',
    edits: [
      {
        file: 'server/src/notifications/send-notification.ts',
        find: 'if (isAcknowledgement(status, text)) {',
        replace: 'if (isAcknowledgement(status, text) || status < 600) {',
      },
    ],
  },
  {
    name: 'notification-changes',
    breaks: 'A notification says something else at each attempt.',
    edits: [
      {
        file: 'server/src/notifications/send-notification.ts',
        find: 'formatShanghaiTime(claimed.paidAt)',
        replace: 'formatShanghaiTime(new Date(claimed.paidAt.getTime() + claimed.attempt * 1000))',
      },
    ],
  },
  {
    name: 'notification-lease-never-ends',
    breaks: 'A notification in the hands of a killed worker is never sent.',
    edits: [
      {
        file: 'server/src/notifications/notification-store.ts',
        find: '(leased_until is null or leased_until <= $1)',
        replace: 'leased_until is null',
      },
    ],
  },
  {
    name: 'work-lease-never-ends',
    breaks: 'Work in the hands of a killed worker is never taken up again.',
    edits: [
      {
        file: 'server/src/jobs/claim-due.ts',
        find: 'dueAt} = $2',
        replace: 'dueAt} = nullif($2::timestamptz, $2::timestamptz)',
      },
    ],
  },
  {
    name: 'told-once',
    breaks: 'A notification that failed is not sent again.',
    edits: [
      {
        file: 'server/src/notifications/attempt-store.ts',
        find: "return nextAttemptAt ? 'pending' : 'exhausted';",
        replace: "return nextAttemptAt && false ? 'pending' : 'exhausted';",
      },
    ],
  },
  {
    name: 'commit-not-flushed',
    breaks: 'PostgreSQL answers commits before they are on the disk.',
    sql: [
      "alter system set synchronous_commit = 'off'",
      "alter system set wal_writer_delay = '10s'",
      'select pg_reload_conf()',
    ],
  },
  {
    name: 'ledger-unbalanced',
    breaks: 'The two sides of an entry differ by a fen.',
    edits: [
      {
        file: 'server/src/ledger/ledger-store.ts',
        find: '(credit, -amount)',
        replace: '(credit, 1 - amount)',
      },
    ],
    sql: [
      'drop trigger ledger_entries_balance on ledger_entries',
      'drop trigger ledger_transactions_balance on ledger_transactions',
    ],
  },
  {
    name: 'lost-connection-ends-process',
    breaks: 'A connection that breaks between two statements ends the process.',
    edits: [
      {
        file: 'server/src/db/connection.ts',
        find: `    this.on('error', () => undefined);
`,
        replace: '',
      },
    ],
  },
];

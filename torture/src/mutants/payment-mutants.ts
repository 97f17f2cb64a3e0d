import type { Mutant } from './mutant.ts';

/** Where money comes in. */
export const PAYMENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'paid-not-notified',
    breaks: 'The partner of a paid order is never told.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: `  queueNotifications(tx, orders, now);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'notified-outside-the-commit',
    breaks: 'The notification is queued after the commit that pays the order, and lost by a crash between.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: 'queueNotifications(tx, orders, now);',
        replace:
          'setTimeout(() => void core.db.transaction((own) => queueNotifications(own, orders, now)).catch(() => undefined), 400);',
      },
    ],
  },
  {
    name: 'late-money-kept',
    breaks: 'Money for a closed order is booked and kept.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: "if (disposition !== 'late' && disposition !== 'duplicate') continue;",
        replace: "if (disposition !== 'duplicate') continue;",
      },
    ],
  },
  {
    name: 'second-payment-kept',
    breaks: 'Money that pays an order a second time is booked and kept.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: "if (disposition !== 'late' && disposition !== 'duplicate') continue;",
        replace: "if (disposition !== 'late') continue;",
      },
    ],
  },
  {
    name: 'second-payment-refused',
    breaks: 'A payment of a paid order is refused by the database, again and again, and never booked.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: "return 'duplicate';",
        replace: "return 'order';",
      },
    ],
  },
  {
    name: 'closed-order-paid',
    breaks: 'A payment of a closed order tries to pay it, and is never booked.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: "return 'late';",
        replace: "return 'order';",
      },
    ],
  },
  {
    name: 'payment-not-posted',
    breaks: 'Money is received without an entry in the ledger.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: `  post(tx, postings, now);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'posted-a-fen-more',
    breaks: 'The ledger has a fen more than was paid.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: 'amount: evidence.paidAmount };',
        replace: 'amount: evidence.paidAmount + 1 };',
      },
    ],
  },
  {
    name: 'order-left-unpaid',
    breaks: 'The payment succeeds and its order stays as it was.',
    edits: [
      {
        file: 'server/src/processing/book-payment.ts',
        find: `  markOrdersPaid(tx, orders);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'booked-without-commit',
    breaks: 'The callback is answered before its commit, and a crash between loses it.',
    edits: [
      {
        file: 'server/src/processing/receive-callback.ts',
        find: 'await bookPayment(core, { channel, paymentNo, evidence, callback });',
        replace: 'void bookPayment(core, { channel, paymentNo, evidence, callback }).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'batch-answered-early',
    breaks: 'The callbacks of a batch are answered before its commit, and a crash between loses them.',
    edits: [
      {
        file: 'server/src/processing/booking-batches.ts',
        find: 'return await db.transaction((tx) => bookProofs(core(), tx, proofs), SETTINGS);',
        replace: `return await new Promise<Booked[]>((resolve, reject) => {
        const work = async (tx: Transaction) => resolve(await bookProofs(core(), tx, proofs));
        db.transaction(work, SETTINGS).catch(reject);
      });`,
      },
    ],
  },
  {
    name: 'evidence-thrown-away',
    breaks: 'A callback is booked and not kept.',
    edits: [
      {
        file: 'server/src/processing/callback-store.ts',
        find: 'if (callbacks.length === 0) return;',
        replace: "if (callbacks.every(({ kind }) => kind === 'payment')) return;",
      },
    ],
  },
  {
    name: 'taken-without-database',
    breaks: 'A callback is answered as taken while the database is away.',
    edits: [
      {
        file: 'server/src/apis/callbacks/routes.ts',
        find: '        if (isDatabaseAway(error)) throw error;',
        replace: "        if (isDatabaseAway(error)) return 'taken' as const;",
      },
    ],
  },
  {
    name: 'wechat-callback-unverified',
    breaks: 'Whoever knows the address can say that WeChat Pay was paid.',
    edits: [
      {
        file: 'server/src/channels/wechat/callbacks.ts',
        find: `  if (defect === UNKNOWN_KEY) throw new UnknownKey(defect);
  if (defect) throw new CallbackRejected(defect);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'alipay-callback-unverified',
    breaks: 'Whoever knows the address can say that Alipay was paid.',
    edits: [
      {
        file: 'server/src/channels/alipay/callbacks.ts',
        find: `    if (defect) throw new CallbackRejected(defect);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'asked-for-a-fen-more',
    breaks: 'The channel is asked for a fen more than the order costs.',
    edits: [
      {
        file: 'server/src/processing/intend-payment.ts',
        find: `    paymentNo,
    totalAmount,
    scene,
    expiresAt,
    description`,
        replace: `    paymentNo,
    totalAmount: totalAmount + 1,
    scene,
    expiresAt,
    description`,
      },
    ],
  },
  {
    name: 'callbacks-not-booked',
    breaks: 'A callback is kept and answered as taken, and what it says is not booked.',
    edits: [
      {
        file: 'server/src/processing/receive-callback.ts',
        find: "const evidence = state.status === 'paid' ? state.evidence : undefined;",
        replace: 'const evidence = undefined;',
      },
      {
        file: 'server/src/processing/check-payment.ts',
        find: `    await bookPayment(core, { channel, paymentNo: payment.paymentNo, evidence: answer.value.evidence });
    return 'settled';`,
        replace: `    await markPaymentClosed(core.db, payment, core.clock.now());
    return 'settled';`,
      },
    ],
  },
];

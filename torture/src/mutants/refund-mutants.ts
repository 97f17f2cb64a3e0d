import type { Mutant } from './mutant.ts';

/** Where money goes back. */
export const REFUND_MUTANTS: readonly Mutant[] = [
  {
    name: 'refund-unknown-is-failed',
    breaks: 'A refund without an answer counts as failed, and its amount is free again.',
    edits: [
      {
        file: 'server/src/processing/submit-refund.ts',
        find: "      core.log.warn({ refundId: refund.refundId, reason: answer.reason }, 'refund outcome unknown');",
        replace: '      await declined(core, channel, refund, answer.reason);',
      },
    ],
  },
  {
    name: 'refund-sent-anew',
    breaks: 'A refund that is sent again has another number at the channel.',
    edits: [
      {
        file: 'server/src/processing/submit-refund.ts',
        find: 'const answer = await channel.adapter.createRefund(channel.account, refund.requestBody);',
        replace:
          'const answer = await channel.adapter.createRefund(channel.account, refund.checks === 0 ? refund.requestBody : refund.requestBody.replaceAll(refund.refundId, core.newId()));',
      },
    ],
  },
  {
    name: 'refund-accepted-unheard',
    breaks: 'A refund is answered as accepted when nobody knows.',
    edits: [
      {
        file: 'server/src/processing/refund-order.ts',
        find: `  if (answer.kind !== 'done') throw new Refusal('refund_unknown', {});
`,
        replace: '',
      },
    ],
  },
  {
    name: 'refund-acceptance-not-kept',
    breaks: 'That the channel accepted a refund is not kept.',
    edits: [
      {
        file: 'server/src/refunds/refund-store.ts',
        find: 'accepted_at = coalesce(accepted_at, $3), channel_refund_id',
        replace:
          'accepted_at = coalesce(accepted_at, null, nullif($3::timestamptz, $3::timestamptz)), channel_refund_id',
      },
    ],
  },
  {
    name: 'refund-number-forgotten',
    breaks: 'The same number of a refund makes a second refund.',
    edits: [
      {
        file: 'server/src/processing/refund-order.ts',
        find: ': await findRefundByOutNo(tx, key.appId, command.outRefundNo);',
        replace: ': undefined;',
      },
    ],
    sql: ['drop index refunds_out_refund_no'],
  },
  {
    name: 'refund-not-posted',
    breaks: 'A refund ends without an entry in the ledger.',
    edits: [
      {
        file: 'server/src/processing/submit-refund.ts',
        find: `  post(tx, [posting], now);
`,
        replace: '',
      },
    ],
  },
  {
    name: 'reservation-stays',
    breaks: 'What was reserved for a refund stays reserved when it has gone.',
    edits: [
      {
        file: 'server/src/payments/reservation-store.ts',
        find: 'set refunding_amount = refunding_amount - $3, refunded_amount',
        replace: 'set refunding_amount = refunding_amount - $3 * 0, refunded_amount',
      },
    ],
  },
  {
    name: 'refund-above-payment',
    breaks: 'Nothing keeps refunds within what was paid.',
    edits: [
      {
        file: 'server/src/payments/reservation-store.ts',
        find: `
              and refunding_amount + refunded_amount + $3 <= paid_amount`,
        replace: '',
      },
    ],
    sql: ['alter table payments drop constraint payments_check6'],
  },
  {
    name: 'unwanted-money-a-fen-short',
    breaks: 'Money nobody wanted goes back a fen short.',
    edits: [
      {
        file: 'server/src/processing/automatic-refund.ts',
        find: 'refundAmount: payment.paidAmount ?? payment.totalAmount,',
        replace: 'refundAmount: (payment.paidAmount ?? payment.totalAmount) - 1,',
      },
    ],
  },
];

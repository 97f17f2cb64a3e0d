import type { Queryable } from '../../../src/db/database.ts';
import type { ChannelPayment } from './emulator-admin.ts';

/**
 * Where our books are not the channels' own, a line each: every payment that took money and every refund that gave it back is there
 * once, by its number and in its amount, and nothing else is.
 */
export async function channelDifferences(q: Queryable, truth: readonly ChannelPayment[]): Promise<string[]> {
  const payments = await q.query<{ number: string; terms: string }>({
    text: `select payment_no as number, transaction_id || ' ' || paid_amount as terms
             from payments where status = 'succeeded'`,
  });
  const refunds = await q.query<{ number: string; terms: string }>({
    text: `select refund_id as number, payment_no || ' ' || refund_amount as terms
             from refunds where status = 'succeeded'`,
  });
  const paidThere = truth.map(
    ({ paymentNo, transactionId, total }) => [paymentNo, `${transactionId} ${total}`] as const,
  );
  const refundedThere = truth.flatMap((payment) =>
    payment.refunds
      .filter(({ status }) => status === 'SUCCESS')
      .map(({ number, amount }) => [number, `${payment.paymentNo} ${amount}`] as const),
  );
  return [
    ...differences('payment', payments, new Map(paidThere)),
    ...differences('refund', refunds, new Map(refundedThere)),
  ];
}

function differences(
  what: string,
  rows: readonly { readonly number: string; readonly terms: string }[],
  there: ReadonlyMap<string, string>,
): string[] {
  const here = new Map(rows.map(({ number, terms }) => [number, terms]));
  const unlike = [...there].flatMap(([number, terms]) => {
    const ours = here.get(number);
    if (ours === undefined) return [`${what} ${number} happened at the channel and is lost here`];
    return ours === terms ? [] : [`${what} ${number} is "${ours}" here and "${terms}" at the channel`];
  });
  const unknown = [...here.keys()].filter((number) => !there.has(number));
  return [...unlike, ...unknown.map((number) => `${what} ${number} is booked and unknown to the channel`)];
}

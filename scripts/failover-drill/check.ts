import type { Queryable } from '../../server/src/db/database.ts';
import { checkBooks } from '../../server/src/ledger/check-books.ts';
import { channelDifferences } from '../../server/test/helpers/channels/channel-differences.ts';
import { emulatedAlipay } from '../../server/test/helpers/channels/emulated-alipay.ts';
import { emulatedWechat } from '../../server/test/helpers/channels/emulated-wechat.ts';
import type { PartnerEndpoint } from '../../server/test/helpers/partner/partner-endpoint.ts';
import { compareWithKept } from './compare.ts';
import type { History } from './load.ts';

export interface Sources {
  readonly db: Queryable;
  readonly sandboxUrl: string;
  readonly endpoint: PartnerEndpoint;
  readonly history: History;
}

/**
 * What is wrong once everything has come to rest, a line each: three histories are compared, the partner's (what was answered
 * and notified), the channels' (what took money and gave it back), and what the database holds.
 */
export async function findWrongs(sources: Sources): Promise<string[]> {
  const { db, history, sandboxUrl } = sources;
  const truth = [
    ...(await emulatedWechat(sandboxUrl).books()),
    ...(await emulatedAlipay(sandboxUrl).books()),
  ];
  const invariants = await checkBooks(db);
  return [
    ...history.violations,
    ...invariants
      .filter(({ state }) => state !== 'holds')
      .map(
        ({ invariant, state, subjects }) =>
          `books: ${invariant} is ${state}: ${subjects.slice(0, 3).join(', ')}`,
      ),
    ...(await ordersWrong(sources)),
    ...(await refundsWrong(sources)),
    ...(await channelDifferences(db, truth)),
    ...(await notificationsWrong(sources)),
  ];
}

/** Each order that was wanted is there once, under the number that was answered, and no other is. */
async function ordersWrong({ db, history }: Sources): Promise<string[]> {
  const rows = await db.query<{ number: string; id: string }>({
    text: 'select out_trade_no as number, order_id::text as id from orders',
  });
  return compareWithKept('order', history.orders, ({ param }) => String(param.out_trade_no), rows);
}

async function refundsWrong({ db, history }: Sources): Promise<string[]> {
  const rows = await db.query<{ number: string; id: string }>({
    text: `select out_refund_no as number, refund_id::text as id from refunds where cause = 'partner'`,
  });
  return compareWithKept('refund', history.refunds, ({ param }) => String(param.out_refund_no), rows);
}

/** The partner of each paid order was notified, always with the same content. */
async function notificationsWrong({ db, endpoint }: Sources): Promise<string[]> {
  const paid = await db.query<{ number: string }>({
    text: `select distinct o.out_trade_no as number from orders o join payments p using (app_id, order_id)
            where p.status = 'succeeded' and p.disposition = 'order'`,
  });
  const contents = new Map<string, Set<string>>();
  for (const { content } of endpoint.received) {
    const number = content.out_trade_no ?? '';
    contents.set(number, (contents.get(number) ?? new Set()).add(JSON.stringify(content)));
  }
  const wrongs = paid.flatMap(({ number }) => {
    const variants = contents.get(number)?.size ?? 0;
    contents.delete(number);
    return variants === 1 ? [] : [`order ${number} is paid, and was notified in ${variants} ways`];
  });
  return [...wrongs, ...[...contents.keys()].map((number) => `order ${number} was notified and is not paid`)];
}

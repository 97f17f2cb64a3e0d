import { sealRequest } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';
import { createEmptyDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let gateway: Gateway;
let admin: TestDatabase;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await createEmptyDatabase();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await admin.drop();
});

const CALLERS = 40;
const CUTS = 12;

/** Ends every connection the gateway has to its database, statements under way included. */
async function cutConnections(): Promise<number> {
  const name = new URL(gateway.databaseUrl).pathname.slice(1);
  const rows = await admin.database.query({
    text: 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
    values: [name],
  });
  return rows.length;
}

async function create(terms: Record<string, unknown>) {
  const answer = await fetch(`${gateway.url}/pay_api/order_create`, {
    method: 'POST',
    body: new URLSearchParams({ ...sealRequest(gateway.partner.keys, terms) }),
  });
  const { code, content } = readAnswer(gateway.partner.keys, (await answer.json()) as never);
  return {
    status: answer.status,
    code,
    orderId: String(content.order_id),
    outTradeNo: String(terms.out_trade_no),
  };
}

test('connections lost in the middle of batches: every caller gets done or 503, and done is stored', async () => {
  const answers: Awaited<ReturnType<typeof create>>[] = [];
  const unanswered: Record<string, unknown>[] = [];
  let cutting = true;
  const callers = Array.from({ length: CALLERS }, async () => {
    while (cutting) {
      const terms = orderTerms(gateway.endpoint.url);
      const answer = await create(terms);
      answers.push(answer);
      if (answer.status === 503) unanswered.push(terms);
    }
  });
  for (let cut = 0; cut < CUTS || unanswered.length === 0; cut += 1) {
    const before = answers.length;
    while (answers.length < before + CALLERS) await new Promise(setImmediate);
    await cutConnections();
  }
  cutting = false;
  await Promise.all(callers);
  expect(answers.filter(({ status, code }) => !(status === 200 && code === 0) && status !== 503)).toEqual([]);

  // nobody knows what became of those: repeated on the same terms, each is there once
  for (const terms of unanswered) answers.push(await create(terms));
  const done = answers.filter(({ status }) => status === 200);
  const rows = await gateway.app.core.db.query<{ order_id: string; out_trade_no: string }>({
    text: 'select order_id, out_trade_no from orders',
  });
  expect(rows.map((row) => `${row.out_trade_no} ${row.order_id}`).sort()).toEqual(
    done.map(({ outTradeNo, orderId }) => `${outTradeNo} ${orderId}`).sort(),
  );
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../../src/db/database.ts';
import { bindPerson, unbindPayer } from '../../src/directory/bind-person.ts';
import { saveFetchedLink } from '../../src/directory/card-store.ts';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { type FinishedAttempt, recordAttempts } from '../../src/notifications/attempt-store.ts';
import type { ClaimedNotification } from '../../src/notifications/notification.ts';
import { claimNotifications } from '../../src/notifications/notification-store.ts';
import { lockOrder } from '../../src/orders/order-store.ts';
import { userNoBlindIndex } from '../../src/orders/payer-indexes.ts';
import { lockPayment } from '../../src/payments/payment-store.ts';
import { eraseFromDirectory, eraseFromOrders } from '../../src/personal-data/erase-store.ts';
import { lockRefund } from '../../src/refunds/refund-store.ts';
import { eraseOrderPart, ORDER_PARTS } from '../../src/retention/order-parts-store.ts';
import { firstAdministrator } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { importPeople, SCHOOL, SHE } from '../helpers/personal-data/personal-data.ts';
import { AGED_APP, type AgedRows, agedRows, newMark } from '../helpers/retention/aged-rows.ts';
import { waitFor } from '../helpers/wait-for.ts';

// Rows of several kinds are locked in one order by everybody: of two that want the same ones, one waits and none fails.

let gateway: Gateway;
let rows: AgedRows;
beforeAll(async () => {
  // nobody but the tests locks anything
  gateway = await startGateway({ role: 'api' });
  rows = agedRows(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Waits until so many sessions wait for a lock; `isOver`: one of them did not have to. */
const waiting = (many: number, isOver = () => false) =>
  waitFor(
    async () => {
      const waits = await rows.run(
        `select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`,
      );
      return isOver() || waits.length === many;
    },
    { what: `${many} to wait for a lock` },
  );

/** An order of long ago with its payment, both with the payer's id. */
async function oldOrder(mark: string) {
  const at = plusMs(gateway.clock.now(), -900 * DAY_MS);
  const orderId = await rows.order(at, mark);
  await rows.run(
    'update orders set payer_sealed = $2, user_no_index = $3 where order_id = $1',
    orderId,
    gateway.app.core.vault.seal(`orders.payer_sealed|${orderId}`, { userNo: SHE.userNo }),
    userNoBlindIndex(gateway.app.core.vault, SHE.userNo),
  );
  return { at, appId: AGED_APP, orderId, paymentNo: await rows.payment(orderId, at, mark) };
}

/** Runs both: `first` locks its first row, `second` begins and waits, and `first` goes on to the rest. */
async function crossing(
  first: readonly ((tx: Transaction) => Promise<unknown>)[],
  second: () => Promise<unknown>,
) {
  const [begin, goOn] = first;
  let isOver = false;
  const begun = await gateway.app.core.db.transaction(async (tx) => {
    await begin?.(tx);
    const other = second().finally(() => {
      isOver = true;
    });
    other.catch(() => undefined);
    await waiting(1, () => isOver);
    await goOn?.(tx);
    return { other };
  });
  return begun.other;
}

test('payers are erased from an old order before its payments, which a late callback locks after it', async () => {
  const { db, vault } = gateway.app.core;
  const { at, appId, orderId, paymentNo } = await oldOrder(newMark());
  const stretch = { after: '0', before: plusMs(at, HOUR_MS), limit: 100 };
  const looked = await crossing(
    [(tx) => lockOrder(tx, vault, appId, orderId), (tx) => lockPayment(tx, vault, { appId, paymentNo })],
    () => db.transaction((tx) => eraseOrderPart(tx, ORDER_PARTS.payers, stretch)),
  );
  expect(looked).toMatchObject({ erased: 1 });
});

test('a person is erased from payments before refunds, as a late word of the channel locks them', async () => {
  const { db, vault } = gateway.app.core;
  const { at, appId, orderId, paymentNo } = await oldOrder(newMark());
  const refundId = paymentNo;
  await rows.run(
    `insert into refunds (app_id, refund_id, order_id, payment_no, refund_amount, cause, status, failure, request_body, channel,
       created_at, settled_at, dismissed_at, dismissed_by, dismissal_reason)
     values ($1, $2, $3, $4, 1, 'operator', 'failed', 'x', '', 'wechat', $5, $5, $5, 'y', $6)`,
    appId,
    refundId,
    orderId,
    paymentNo,
    at,
    `${SHE.userNo} got it back in cash`,
  );
  const subject = { schoolId: SCHOOL, openId: undefined, userNo: SHE.userNo, userName: undefined, uids: [] };
  const erased = await crossing(
    [(tx) => lockPayment(tx, vault, { appId, paymentNo }), (tx) => lockRefund(tx, { appId, refundId })],
    () =>
      db.transaction((tx) =>
        eraseFromOrders(tx, vault, { subject, uidIndexes: [] }, [{ appId, orderId, isOwn: true }]),
      ),
  );
  expect(erased).toMatchObject({ orders: 1, payments: 1, refund_requests: 1 });
});

/** An attempt at an address, as it is recorded: of a notification that another worker has by now. */
const attempted = (endpoint: string, outcome: 'acknowledged' | 'unreachable'): FinishedAttempt => ({
  claimed: {
    appId: AGED_APP,
    notificationId: '1',
    attempt: 1,
    leaseUntil: new Date(0),
    endpoint,
  } as ClaimedNotification,
  attempt: { startedAt: new Date(0), durationMs: 1, outcome, httpStatus: undefined, detail: 'x' },
  nextAttemptAt: undefined,
});

test('attempts are recorded by two processes that see the same addresses otherwise', async () => {
  const { db, clock } = gateway.app.core;
  const [one, other, held] = ['http://a', 'http://b', 'http://c'];
  for (const endpoint of [one, held, other]) {
    await rows.run(
      'insert into notification_endpoints values ($1, $2, 1, $3)',
      AGED_APP,
      endpoint,
      clock.now(),
    );
  }
  const ended = await db.transaction(async (tx) => {
    await tx.query({
      text: 'select from notification_endpoints where endpoint = $1 for update',
      values: [held],
    });
    const answers = [
      recordAttempts(
        db,
        [attempted(one, 'acknowledged'), attempted(held, 'acknowledged'), attempted(other, 'unreachable')],
        clock.now(),
      ),
    ];
    await waiting(1);
    answers.push(
      recordAttempts(db, [attempted(other, 'acknowledged'), attempted(one, 'unreachable')], clock.now()),
    );
    await waiting(2);
    return { both: Promise.allSettled(answers) };
  });
  expect((await ended.both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

test('a claim does not wait for an address of which an attempt is being recorded', async () => {
  const { db, vault, clock } = gateway.app.core;
  const endpoint = 'http://127.0.0.1';
  await rows.notification((await oldOrder(newMark())).orderId, clock.now());
  await rows.run(
    `update notifications set status = 'pending', settled_at = null, next_attempt_at = created_at`,
  );
  await rows.run(
    'insert into notification_endpoints values ($1, $2, 9, $3, $3)',
    AGED_APP,
    endpoint,
    clock.now(),
  );
  await db.transaction(async (tx) => {
    await tx.query({ text: 'select from notification_endpoints for update' });
    let isOver = false;
    const now = plusMs(clock.now(), HOUR_MS);
    const claimed = claimNotifications(db, vault, {
      now,
      leaseUntil: now,
      limit: 9,
      underWay: new Map(),
    }).finally(() => {
      isOver = true;
    });
    await waiting(1, () => isOver);
    expect(isOver).toBe(true);
    await claimed;
  });
});

test('a person is erased while a payer of his is freed', async () => {
  const { core } = gateway.app;
  const { db, vault, clock } = core;
  await importPeople(await firstAdministrator(gateway), SCHOOL, [SHE]);
  const actor = { kind: 'operator', name: 'somebody' } as const;
  const parts = { ...core, audit: { record: async () => undefined } };
  const binding = { channel: 'wechat', uid: SHE.uid } as const;
  const { openId } = await bindPerson(parts, { schoolId: SCHOOL, actor }, SHE.userNo, binding);
  await saveFetchedLink(db, vault, { schoolId: SCHOOL, openId }, 'https://card.example/1', clock.now());
  const subject = { schoolId: SCHOOL, openId, userNo: SHE.userNo, userName: undefined, uids: [SHE.uid] };
  const ended = await db.transaction(async (tx) => {
    // stops it between the binding and the link
    await tx.query({ text: 'lock table consents in share mode' });
    const freed = unbindPayer(parts, { schoolId: SCHOOL, actor }, SHE.uid);
    await waiting(1);
    const erased = db.transaction((other) => eraseFromDirectory(other, vault, subject));
    await waiting(2);
    return { both: Promise.allSettled([freed, erased]) };
  });
  expect((await ended.both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

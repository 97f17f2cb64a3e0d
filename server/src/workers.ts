import { expireOld } from './changes/decide-change.ts';
import type { Core } from './core.ts';
import { isDatabaseAway } from './db/database.ts';
import { foldOldNumbers } from './directory/fold-numbers.ts';
import { deliveryJob } from './invoices/deliver/deliver-invoice.ts';
import { invoiceJob } from './invoices/invoice-job.ts';
import { type Job, LEASE_MS } from './jobs/job.ts';
import type { Pace } from './jobs/pace.ts';
import { startPeriodic } from './jobs/periodic.ts';
import { startWorkerPool, type WorkerPool } from './jobs/pool.ts';
import { tracedJob } from './jobs/traced-job.ts';
import { WAKE_CHANNEL, type WorkKind } from './jobs/wake.ts';
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from './lib/clock.ts';
import { keysJob } from './merchants/renew-keys.ts';
import { noteOpenItems } from './messages/note-open-items.ts';
import { messageJob } from './messages/send-messages.ts';
import { notificationJob } from './notifications/notification-job.ts';
import type { PartnerHttp } from './notifications/partner-http.ts';
import { alertAging } from './overview/alert-aging.ts';
import { rollUpDaySums } from './overview/day-sums.ts';
import { startSealing } from './payments/seal-old-payers.ts';
import { personalDataJob } from './personal-data/request-job.ts';
import { expiryJob } from './processing/expiry-job.ts';
import { paymentJob } from './processing/payment-job.ts';
import { refundJob } from './processing/refund-job.ts';
import { billJob } from './reconciliation/bill-job.ts';
import { carryOutRetention } from './retention/carry-out.ts';
import { makeMonths } from './retention/months/make-months.ts';

/** The background work of one process. */
export interface Workers extends AsyncDisposable {
  /** Looks for everything that is due now; after the clock was moved, for instance. */
  wake(): void;
}

const POLL_MS = SECOND_MS;
/** An approver waits no longer for a message. */
const MESSAGES_MS = 10 * SECOND_MS;

/**
 * Starts notifications, payment and refund checks, expiry, bills, invoices, messages to operators, and the renewal of channel keys; any number of processes may run them.
 * @param pace of all of them together, in a process that also answers requests
 */
export async function startWorkers(core: Core, http: PartnerHttp, pace: Pace | undefined): Promise<Workers> {
  const onError = (error: unknown) => {
    // logged once, when the database was lost
    if (isDatabaseAway(error)) return;
    core.log.error({ err: error }, 'background work failed; it will be tried again');
  };
  const start = <T>(name: WorkKind, { slots, claim, handle }: Job<T>): WorkerPool =>
    startWorkerPool<T>({
      slots,
      pace,
      handle: (item) => tracedJob(name, item, handle, onError),
      pollMs: POLL_MS,
      claim: (limit) => {
        const now = core.clock.now();
        return claim(now, plusMs(now, LEASE_MS), limit);
      },
      onError,
    });
  const pools: Readonly<Record<WorkKind, WorkerPool>> = {
    notification: start('notification', notificationJob(core, http)),
    payment: start('payment', paymentJob(core)),
    refund: start('refund', refundJob(core)),
    expiry: start('expiry', expiryJob(core)),
    bill: start('bill', billJob(core)),
    keys: start('keys', keysJob(core)),
    invoice: start('invoice', invoiceJob(core)),
    'invoice-delivery': start('invoice-delivery', deliveryJob(core)),
    'personal-data': start('personal-data', personalDataJob(core)),
    message: start('message', messageJob(core)),
  };
  const periodic = [
    startPeriodic(core, {
      everyMs: MINUTE_MS,
      what: 'look for what has grown too old',
      run: () => alertAging(core),
    }),
    startPeriodic(core, {
      everyMs: MESSAGES_MS,
      what: 'look for what operators are to be told',
      run: () => noteOpenItems(core),
    }),
    startPeriodic(core, {
      everyMs: MINUTE_MS,
      what: 'roll up the sums by day',
      run: () => rollUpDaySums(core),
    }),
    startPeriodic(core, {
      everyMs: MINUTE_MS,
      what: 'erase what is past its period',
      run: () => carryOutRetention(core),
    }),
    startPeriodic(core, {
      everyMs: MINUTE_MS,
      what: 'index numbers of people in any case',
      run: () => foldOldNumbers(core),
      atOnce: true,
    }),
    startPeriodic(core, {
      everyMs: HOUR_MS,
      what: 'make the partitions of months to come',
      run: () => makeMonths(core),
      atOnce: true,
    }),
    startPeriodic(core, {
      everyMs: HOUR_MS,
      what: 'end changes that nobody decided about',
      run: () => expireOld(core, core.db),
    }),
  ];

  const sealing = startSealing(core);

  const wake = () => {
    for (const pool of Object.values(pools)) pool.wake();
  };
  const stopListening = await core.db.listen(WAKE_CHANNEL, (_, kind) =>
    isWorkKind(kind, pools) ? pools[kind].wake() : wake(),
  );
  return {
    wake,
    async [Symbol.asyncDispose]() {
      await stopListening();
      await Promise.all(
        [...periodic, ...Object.values(pools), sealing].map((part) => part[Symbol.asyncDispose]()),
      );
    },
  };
}

/** Whether this is a kind of work of ours; a later release may have others. */
function isWorkKind(kind: string, pools: Readonly<Record<WorkKind, WorkerPool>>): kind is WorkKind {
  return Object.hasOwn(pools, kind);
}

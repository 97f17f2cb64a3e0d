import type { Agenda } from '../clock.ts';
import { post } from '../post.ts';
import type { Nuonuo } from './nuonuo.ts';

const ANSWER_TIMEOUT_MS = 5_000;

interface Due {
  readonly kind: 'invoice' | 'red';
  readonly appKey: string;
  readonly number: string;
  readonly request: string;
  readonly outcome: string;
}

/** Sends the seller one unsigned hint that a document is done; the status itself is queried. */
export function nuonuoHints({ store }: Nuonuo): Agenda & { stop(): void } {
  const stopping = new AbortController();
  return {
    nextAt() {
      const row = store
        .prepare(
          `select min(ready_at) as at from (
             select ready_at from nuonuo_invoices where told_at is null and outcome <> 'blocked'
             union all select ready_at from nuonuo_red_forms where told_at is null and outcome <> 'awaiting_buyer')`,
        )
        .get();
      return typeof row?.at === 'number' ? row.at : undefined;
    },
    runDue(now) {
      for (const due of dueHints(store, now)) void send(due, stopping.signal);
    },
    stop: () => stopping.abort(),
  };
}

function dueHints(store: Nuonuo['store'], now: number): Due[] {
  const invoices = store
    .prepare(
      `update nuonuo_invoices set told_at = ? where told_at is null and ready_at <= ? and outcome <> 'blocked'
       returning 'invoice' as kind, app_key as appKey, order_no as number, request, outcome`,
    )
    .all(now, now);
  const forms = store
    .prepare(
      `update nuonuo_red_forms set told_at = ? where told_at is null and ready_at <= ? and outcome <> 'awaiting_buyer'
       returning 'red' as kind, app_key as appKey, bill_id as number, request, outcome`,
    )
    .all(now, now);
  return [...invoices, ...forms] as unknown as Due[];
}

/** 1 done, 2 failed, 3 sealing failed: other numbers than a query's. */
const CALLBACK_STATUS: Readonly<Record<string, string>> = {
  issued: '1',
  reversed: '1',
  failed: '2',
  rejected: '2',
  seal_failed: '3',
};

async function send({ kind, number, request, outcome }: Due, stopping: AbortSignal): Promise<void> {
  const terms = JSON.parse(request) as { callBackUrl?: string; callbackUrl?: string };
  const url = terms.callBackUrl ?? terms.callbackUrl;
  if (url === undefined) return;
  const form = new URLSearchParams({
    operater: 'callback',
    [kind === 'invoice' ? 'orderno' : 'billId']: number,
    content: JSON.stringify({ c_status: CALLBACK_STATUS[outcome] ?? '2', c_orderno: number }),
  });
  await post(url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: form.toString(),
    withinMs: ANSWER_TIMEOUT_MS,
    stopping,
  });
}

import type { FaultRule } from '../faults.ts';

/** What a fault can be about, in the words of a person at the switchboard. */
export const OPERATIONS = {
  create: {
    match: { path: '/transactions/(native|jsapi|h5|app)$|trade\\.(precreate|create|(page|wap)\\.pay)$' },
  },
  query: { match: { path: '/transactions/(out-trade-no|id)/[^/]+$|trade\\.query$' } },
  close: { match: { path: '/close$|trade\\.close$' } },
  refund: { match: { path: '/refunds$|trade\\.refund$' } },
  refund_query: { match: { path: '/refunds/|refund\\.query$' } },
  campus_card: { match: { path: 'schoolcard\\.query$' } },
  invoice: { match: { path: 'requestBillingNew$|reInvoice$' } },
  invoice_query: { match: { path: 'queryInvoiceResult$' } },
  invoice_reversal: { match: { path: 'InvoiceRedConfirm$' } },
  invoice_token: { match: { path: '/accessToken$' } },
  invoice_file: { match: { path: '/nuonuo/files/' } },
  payment_callback: { callback: 'payment' },
  refund_callback: { callback: 'refund' },
} as const satisfies Record<string, Pick<FaultRule, 'match' | 'callback'>>;

export type Operation = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[];

import type { FaultRule } from '../faults.ts';

/** What a fault can be about, in the words of a person at the switchboard. */
export const OPERATIONS = {
  create: { match: { path: '/transactions/(native|jsapi|h5|app)$' } },
  query: { match: { method: 'GET', path: '/transactions/(out-trade-no|id)/' } },
  close: { match: { path: '/close$' } },
  refund: { match: { method: 'POST', path: '/refunds$' } },
  refund_query: { match: { method: 'GET', path: '/refunds/' } },
  payment_callback: { callback: 'payment' },
  refund_callback: { callback: 'refund' },
} as const satisfies Record<string, Pick<FaultRule, 'match' | 'callback'>>;

export type Operation = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[];

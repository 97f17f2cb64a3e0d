import type { Random } from '../../../server/test/fuzz/random.ts';

const CALLS = [
  '/native$|precreate$',
  '/close$|trade\\.close$',
  '/refunds|trade\\.refund$',
  '/transactions/out-trade-no/[0-9]+$|\\.query$',
];
const REQUEST_FAULTS = [
  { fault: 'status', status: 500 },
  { fault: 'status', status: 502, after: true },
  { fault: 'status', status: 429, after: true },
  { fault: 'system_error' },
  { fault: 'system_error', after: true },
  { fault: 'reset_after' },
  { fault: 'timeout_before' },
  { fault: 'timeout_after' },
  { fault: 'timeout_after' },
  { fault: 'truncated' },
  { fault: 'empty' },
  { fault: 'delay', ms: 700 },
  { fault: 'bad_signature' },
  { fault: 'no_signature' },
  { fault: 'tampered_body' },
];
const CALLBACK_FAULTS = [
  { fault: 'lost' },
  { fault: 'duplicate', times: 3 },
  { fault: 'duplicate', times: 3 },
  { fault: 'delay', ms: 20_000 },
  { fault: 'forged' },
  { fault: 'forged' },
];

/** One fault of a channel's own, by the emulators' switchboard; money that it takes is in its books all the same. */
export function randomChannelFault(random: Random): object {
  if (random.chance(0.2)) return { match: { path: '/close$|trade\\.close$' }, times: 1, fault: 'lie_closed' };
  if (random.chance(0.4))
    return { callback: random.pick(['payment', 'payment', 'refund']), ...random.pick(CALLBACK_FAULTS) };
  return {
    match: { path: random.pick(CALLS) },
    times: 1 + random.int(2),
    ...random.pick(REQUEST_FAULTS),
  };
}

import type { CashierState } from '@zhixiao/contract/codes/cashier';
import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { WALLETS } from './wallets.ts';

// Our own drawings, all decorative: the words stand next to them.

/** The mark that payers know a channel by, in its own colours on white whatever lies around it (docs/design.md). */
export function ChannelIcon({ channel }: { channel: ChannelName }) {
  const { solid, line } = WALLETS[channel].mark;
  return (
    <svg class={`channel-icon ${channel}`} viewBox="0 0 24 24" aria-hidden="true">
      <rect class="tile" width="24" height="24" rx="6" />
      <path class="solid" d={solid} />
      <path class="stroke" d={line} />
    </svg>
  );
}

const STATE_PATHS: Readonly<Record<Exclude<CashierState, 'waiting' | 'confirming'> | 'notFound', string>> = {
  paid: 'M6.5 12.5l3.7 3.7 7.3-8',
  cancelled: 'M8 8l8 8M16 8l-8 8',
  expired: 'M12 6.5V12l3.5 2.5',
  failed: 'M12 6.5v6.5M12 16.8v.2',
  notFound: 'M9.3 9.5a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2M12 17v.2',
};

/** A round sign for a state; a turning ring while a payment is being confirmed. */
export function StateIcon({ state }: { state: Exclude<CashierState, 'waiting'> | 'notFound' }) {
  return (
    <svg class={`state-icon ${state}`} viewBox="0 0 24 24" aria-hidden="true">
      <circle class="plate" cx="12" cy="12" r={state === 'confirming' ? 10.5 : 12} />
      <path
        class="stroke"
        d={state === 'confirming' ? 'M12 1.5A10.5 10.5 0 0 1 22.5 12' : STATE_PATHS[state]}
      />
    </svg>
  );
}

/** The page's own mark: a shield. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path class="plate" d="M12 1.5l8.5 3v6.8c0 5.2-3.5 9.3-8.5 11.2-5-1.9-8.5-6-8.5-11.2V4.5z" />
      <path class="stroke" d="M8 12l2.9 2.9L16.2 9.3" />
    </svg>
  );
}

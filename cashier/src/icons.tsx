import type { CashierState } from '@zhixiao/contract/codes/cashier';
import type { ChannelName } from '@zhixiao/contract/codes/channels';

// Our own drawings, all decorative: the words stand next to them.

/** The channel's colour with a speech bubble or a wallet. */
export function ChannelIcon({ channel }: { channel: ChannelName }) {
  return (
    <svg class={`channel-icon ${channel}`} viewBox="0 0 24 24" aria-hidden="true">
      <rect class="plate" width="24" height="24" rx="6" />
      {channel === 'wechat' ? (
        <path
          class="stroke"
          d="M12 5.5c4 0 7 2.5 7 5.8s-3 5.8-7 5.8c-.8 0-1.6-.1-2.3-.3L6.5 18.5l.6-2.8C5.8 14.6 5 13.1 5 11.3c0-3.3 3-5.8 7-5.8zM8.8 11.3l2.3 2.2 4-4.3"
        />
      ) : (
        <path
          class="stroke"
          d="M5.5 8.5A2 2 0 0 1 7.5 6.5H16v2.5M5.5 8.5v7.5a2 2 0 0 0 2 2H17a1.5 1.5 0 0 0 1.5-1.5v-6A1.5 1.5 0 0 0 17 9H6M18.5 12H15.5a1.5 1.5 0 0 0 0 3h3"
        />
      )}
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

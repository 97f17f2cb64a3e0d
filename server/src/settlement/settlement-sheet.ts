import type { Channel } from '../channels/channel.ts';
import type { LedgerEvent } from '../ledger/ledger.ts';

/** What one kind of event came to on one channel; `fee` is fen to the school, negative when it gives back. */
export interface SettlementLine {
  readonly channel: Channel;
  readonly event: LedgerEvent;
  readonly movements: number;
  readonly fee: number;
}

/** What a school may keep of an app's payments in a month. Fees are fen. */
export interface SettlementSheet {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Undefined: open, and still growing. */
  readonly lock: { readonly by: string; readonly at: Date } | undefined;
  readonly lines: readonly SettlementLine[];
}

/** A sheet's figures on one channel. Fees are fen. */
export interface SettledOnChannel {
  readonly channel: Channel;
  readonly received: { readonly count: number; readonly fee: number };
  /** Given back or on its way, less what could not be. */
  readonly refunded: { readonly count: number; readonly fee: number };
  /** What the channel kept, less what it returned; known with the bills, a day later. */
  readonly channelFee: number;
  readonly netFee: number;
}

/** The figures of a sheet by channel, in their order. */
export function settledByChannel({ lines }: Pick<SettlementSheet, 'lines'>): SettledOnChannel[] {
  const channels = [...new Set(lines.map(({ channel }) => channel))].sort();
  return channels.map((channel) => {
    const of = (event: LedgerEvent) => {
      const line = lines.find((each) => each.channel === channel && each.event === event);
      return { count: line?.movements ?? 0, fee: line?.fee ?? 0 };
    };
    const received = of('payment_received');
    const reserved = of('refund_reserved');
    const failed = of('refund_failed');
    const refunded = { count: reserved.count - failed.count, fee: 0 - reserved.fee - failed.fee };
    const channelFee = 0 - of('channel_fee_charged').fee - of('channel_fee_returned').fee;
    const netFee = netOf(lines.filter((line) => line.channel === channel));
    return { channel, received, refunded, channelFee, netFee };
  });
}

/** The figures of all channels together. */
export function settledInAll(settled: readonly SettledOnChannel[]): Omit<SettledOnChannel, 'channel'> {
  const sum = (of: (one: SettledOnChannel) => number) => settled.reduce((total, one) => total + of(one), 0);
  return {
    received: { count: sum((one) => one.received.count), fee: sum((one) => one.received.fee) },
    refunded: { count: sum((one) => one.refunded.count), fee: sum((one) => one.refunded.fee) },
    channelFee: sum((one) => one.channelFee),
    netFee: sum((one) => one.netFee),
  };
}

/** What these lines leave the school, in fen. */
export function netOf(lines: readonly SettlementLine[]): number {
  return lines.reduce((sum, { fee }) => sum + fee, 0);
}

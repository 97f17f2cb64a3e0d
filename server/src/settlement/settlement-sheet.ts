import { createHash } from 'node:crypto';
import type { Channel } from '../channels/channel.ts';
import type { LedgerEvent } from '../ledger/ledger.ts';

/** What one kind of event came to on one channel; `amount` is fen to the school, negative when it gives back. */
export interface SettlementLine {
  readonly channel: Channel;
  readonly event: LedgerEvent;
  readonly movements: number;
  readonly amount: number;
}

/** What a school may keep of an app's payments in a month. Amounts are fen. */
export interface SettlementSheet {
  readonly schoolId: string;
  readonly schoolName: string;
  readonly appId: string;
  readonly appName: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Undefined: open, and still growing. */
  readonly lock: SheetLock | undefined;
  /** Somebody has proposed to lock it; undefined once it is locked. */
  readonly proposal: SheetProposal | undefined;
  readonly lines: readonly SettlementLine[];
}

/** Who made a sheet final, and when; names are what operators are called, else their accounts. */
interface SheetLock {
  readonly by: string;
  readonly byName: string;
  readonly at: Date;
  /** Who had prepared it, where anybody is known to have. */
  readonly preparedByName: string | undefined;
}

/** What the first of two people asks another to confirm. */
export interface SheetProposal {
  readonly by: string;
  readonly byName: string;
  readonly at: Date;
  /** Fen: the net as it was then. */
  readonly netAmount: number;
  /** Of the lines as they were then (`versionOf`); undefined: not known. */
  readonly version: string | undefined;
}

/** A sheet's figures on one channel. Amounts are fen. */
export interface SettledOnChannel {
  readonly channel: Channel;
  readonly received: { readonly count: number; readonly amount: number };
  /** Given back or on its way, less what could not be. */
  readonly refunded: { readonly count: number; readonly amount: number };
  /** What the channel kept, less what it returned; known with the bills, a day later. */
  readonly commission: number;
  readonly netAmount: number;
}

/** The figures of a sheet by channel, in their order. */
export function settledByChannel({ lines }: Pick<SettlementSheet, 'lines'>): SettledOnChannel[] {
  const channels = [...new Set(lines.map(({ channel }) => channel))].sort();
  return channels.map((channel) => {
    const of = (event: LedgerEvent) => {
      const line = lines.find((each) => each.channel === channel && each.event === event);
      return { count: line?.movements ?? 0, amount: line?.amount ?? 0 };
    };
    const received = of('payment_received');
    const reserved = of('refund_reserved');
    const failed = of('refund_failed');
    const refunded = { count: reserved.count - failed.count, amount: 0 - reserved.amount - failed.amount };
    const commission = 0 - of('channel_fee_charged').amount - of('channel_fee_returned').amount;
    const netAmount = netOf(lines.filter((line) => line.channel === channel));
    return { channel, received, refunded, commission, netAmount };
  });
}

/** The figures of all channels together. */
export function settledInAll(settled: readonly SettledOnChannel[]): Omit<SettledOnChannel, 'channel'> {
  const sum = (of: (one: SettledOnChannel) => number) => settled.reduce((total, one) => total + of(one), 0);
  return {
    received: { count: sum((one) => one.received.count), amount: sum((one) => one.received.amount) },
    refunded: { count: sum((one) => one.refunded.count), amount: sum((one) => one.refunded.amount) },
    commission: sum((one) => one.commission),
    netAmount: sum((one) => one.netAmount),
  };
}

/** What these lines leave the school, in fen. */
export function netOf(lines: readonly SettlementLine[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}

/** A text that other lines have not. */
export function versionOf(lines: readonly SettlementLine[]): string {
  const written = lines.map(({ channel, event, movements, amount }) =>
    [channel, event, movements, amount].join(' '),
  );
  return createHash('sha256').update(written.sort().join()).digest('hex');
}

import type { Scene } from '../codes/scenes.ts';

/** A text in both languages. */
export type Both = Readonly<Record<'zh' | 'en', string>>;

/**
 * Where a cashier page runs, as one channel sees it: `wallet` is the channel's own wallet. In another channel's wallet
 * there is nothing to pay with.
 */
type Place = 'desktop' | 'phone' | 'wallet' | 'wecom' | 'mini_program' | 'in_app';

/** What is known of a payment channel before any of its merchant accounts is looked at. */
export interface ChannelRow {
  /** `pay_type` of the partner interface (2.1). Orders keep it: it never changes. */
  readonly payType: number;
  /** What paying with it is called. */
  readonly name: Both;
  /** What the app is called that pays. */
  readonly wallet: Both;
  /** What the wallet's own browser has in its user agent; letter case is ignored. */
  readonly userAgent: string;
  /** The parameter under which a payer's sign-in brings its code back. */
  readonly signInCode: string;
  /** Address schemes that open the wallet, without the colon. */
  readonly schemes: readonly string[];
  /** The ways to pay by place, best first. What an account has not signed for is left out later. */
  readonly scenes: Readonly<Record<Place, readonly Scene[]>>;
  readonly features: {
    /** `always`: every account takes payments in mini-programs; `by_account`: those that switched them on. */
    readonly miniPrograms: 'always' | 'by_account' | 'never';
    /** Whether its wallet has campus cards (2.7). */
    readonly campusCards: boolean;
    /** Whether it gives out a bill of each day, which the books are reconciled with. */
    readonly bills: boolean;
  };
}

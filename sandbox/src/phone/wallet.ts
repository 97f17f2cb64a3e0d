/** Why a bill cannot be paid. */
export type BillObstacle = 'code_expired' | 'expired' | 'closed' | 'paid' | 'other_payer' | 'other_terms';

/** How a wallet presents itself. */
export interface Brand {
  /** Names its colours in `phone.css`; without any it has the phone's own. */
  readonly channel: string;
  readonly name: Readonly<Record<'zh' | 'en', string>>;
  /** Over what is to be paid. */
  readonly payIn: Readonly<Record<'zh' | 'en', string>>;
}

/** What the phone shows of something to pay, whichever wallet it is for. The amount is fen. */
export interface PhoneBill {
  readonly brand: Brand;
  /** What was scanned, or would be. */
  readonly code: string;
  readonly merchant: string;
  readonly description: string;
  readonly number: string;
  /** How the merchant asked for it. */
  readonly way: string;
  readonly total: number;
  readonly payer: string;
  readonly obstacle: BillObstacle | undefined;
  /** Where the merchant wants the browser next, if anywhere. */
  readonly wayBack: string | undefined;
}

/** One of the wallets on the emulated phone. */
export interface PhoneWallet {
  /** What could be paid now, newest first, at most `limit`; looking has no effect. */
  waiting(limit: number): readonly PhoneBill[];
  /** Undefined when the code is not this wallet's. */
  scan(code: string): PhoneBill | undefined;
  pay(code: string, result: 'success' | 'refuse'): void;
}

/** A number of movements and what they come to, in fen. */
export interface Sum {
  readonly count: number;
  readonly amount: number;
}

/** What happened to money in a period. */
export interface Figures {
  /** Money that paid orders. */
  readonly received: Sum;
  /** Money that came late, twice or in a wrong amount. */
  readonly unwanted: Sum;
  /** Given back of what orders were paid, or on its way back. */
  readonly refunded: Sum;
  /** Payments begun, and how many payments brought money: their ratio is the success rate. */
  readonly started: number;
  readonly succeeded: number;
}

/** Days in Asia/Shanghai as `YYYY-MM-DD`, both included; of one app, or of all. */
export interface FiguresFilter {
  readonly from: string;
  readonly to: string;
  readonly appId?: string | undefined;
}

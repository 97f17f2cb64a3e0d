import type { RequestOutcome, RequestStep } from '@zhixiao/contract/codes/requests';

/** What an operator looks for; every condition given must hold. */
export interface RequestFilter {
  readonly appId?: string | undefined;
  readonly requestId?: string | undefined;
  /** The partner's own, of an order. */
  readonly number?: string | undefined;
  readonly interfaceName?: string | undefined;
  readonly outcome?: RequestOutcome | undefined;
  readonly retCode?: number | undefined;
  readonly step?: RequestStep | undefined;
  /** Come from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A partner's request as a list shows it. */
export interface RequestListed {
  readonly requestId: string;
  readonly at: Date;
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly interfaceName: string;
  readonly version: 1 | 2;
  readonly outcome: RequestOutcome;
  readonly httpStatus: number;
  readonly retCode: number;
  readonly step: RequestStep | undefined;
  readonly message: string | undefined;
  readonly isProved: boolean;
  readonly outTradeNo: string | undefined;
  readonly durationMs: number;
}

/** A day of Beijing on which not every request of an app is kept. */
export interface SampledDay {
  readonly appId: string;
  readonly appName: string;
  readonly day: string;
  readonly total: number;
  readonly kept: number;
}

/** How many requests an app sent on a day of Beijing; unproved ones may be anybody's. */
export interface CallsOfDay {
  readonly day: string;
  readonly done: number;
  readonly refused: number;
  readonly unproved: number;
}

/** The check that requests did not pass, what they were answered, and how many they were. */
export interface CallError {
  readonly step: RequestStep;
  readonly retCode: number;
  readonly count: number;
}

import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import type { Sort } from '@zhixiao/contract/console/list';
import type { Attempt } from './attempt.ts';

/** What an operator looks for; every condition given must hold. */
export interface NotificationFilter {
  readonly appId?: string | undefined;
  readonly status?: NotificationStatus | undefined;
  /** Ours or the partner's, of the order. */
  readonly number?: string | undefined;
  /** Payments from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly sort?: Sort | undefined;
}

/** A notification as a list shows it. */
export interface NotificationListed {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  /** Where it goes, what its query says masked. */
  readonly address: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | undefined;
  readonly settledAt: Date | undefined;
  /** The latest attempt that has ended. */
  readonly last: (Pick<Attempt, 'outcome' | 'httpStatus' | 'detail'> & { readonly at: Date }) | undefined;
}

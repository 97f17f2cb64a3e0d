import type { Sort } from '@zhixiao/contract/console/list';
import type { InvoiceSource, InvoiceStatus } from './invoice.ts';
import type { InvoiceProviderName } from './provider.ts';

/** What an operator looks for; every condition given must hold. */
export interface InvoiceFilter {
  readonly appId?: string | undefined;
  /** Of these orders only. */
  readonly orderIds?: readonly string[];
  readonly status?: InvoiceStatus | undefined;
  /** Printed on it, or our number of the invoice or its order. */
  readonly number?: string | undefined;
  /** Wanted from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly sort?: Sort | undefined;
}

/** An invoice as a list shows it, without whom it is made out to. Amounts are fen. */
export interface InvoiceListed {
  readonly schoolId: string;
  readonly appName: string;
  readonly invoiceNo: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  /** Undefined until it is first sent. */
  readonly provider: InvoiceProviderName | undefined;
  readonly amount: number | undefined;
  readonly number: string | undefined;
  readonly createdAt: Date;
  readonly issuedAt: Date | undefined;
  readonly failure: string | undefined;
  readonly reversalNumber: string | undefined;
  readonly reversedBy: string | undefined;
  readonly reversalReason: string | undefined;
  /** Whether the order has no later one. */
  readonly isLatest: boolean;
}

import { announceFundFlowBill, announceTradeBill, type BillRequest, billBytes } from './bills.ts';
import type { Merchant } from './merchant-store.ts';
import type { V3Request, V3Route } from './v3-request.ts';

/** Bills: two to ask for, and one place to fetch them from. */
export const BILL_ROUTES: readonly V3Route[] = [
  {
    method: 'GET',
    path: /^\/v3\/bill\/tradebill$/,
    family: 'other',
    call: (wechat, merchant, request) => announceTradeBill(wechat, billRequest(merchant, request)),
  },
  {
    method: 'GET',
    path: /^\/v3\/bill\/fundflowbill$/,
    family: 'other',
    call: (wechat, merchant, request) => announceFundFlowBill(wechat, billRequest(merchant, request)),
  },
  {
    method: 'GET',
    path: /^\/v3\/billdownload\/file$/,
    family: 'other',
    call: (wechat, merchant, { exchange }) => billBytes(wechat, merchant, exchange),
  },
];

function billRequest(merchant: Merchant, { exchange: { query, headers } }: V3Request): BillRequest {
  return { merchant, query, origin: `http://${headers.host}` };
}

import { reasonText } from '@zhixiao/contract/words/reasons';
import { SECOND_MS } from '../../lib/clock.ts';
import { type HttpClient, HttpFailure } from '../../lib/http-client.ts';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';
import type { FetchedBill } from '../bill.ts';
import { billOutcome, MAX_BILL_BYTES } from '../bill-outcome.ts';
import type { AlipayAccount } from './alipay-account.ts';
import type { AlipayApi } from './alipay-api.ts';
import { textOf, UnexpectedContent } from './content.ts';
import { absenceOfBill, refusalOutcome } from './refusal-codes.ts';

/**
 * The trade bill of a day. A signed answer tells where the file is, for thirty seconds; the file has neither
 * signature nor hash, so it proves no payment by itself.
 */
export async function fetchBill(
  http: HttpClient,
  api: AlipayApi,
  account: AlipayAccount,
  date: string,
): Promise<Outcome<FetchedBill>> {
  const answer = await api.call(account, {
    method: 'alipay.data.dataservice.bill.downloadurl.query',
    body: { biz_content: JSON.stringify({ bill_type: 'trade', bill_date: date }) },
  });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    const absence = absenceOfBill(answer);
    return absence ? done(absence) : refusalOutcome('fetch_bill', answer);
  }
  try {
    const file = await download(http, textOf(answer.content, 'bill_download_url'));
    const owner = { sellerId: account.sellerId, date };
    return await billOutcome(file, { channel: 'alipay', file, owner }, { isProven: false });
  } catch (error) {
    if (error instanceof HttpFailure || error instanceof UnexpectedContent) return unknown(error.message);
    throw error;
  }
}

const DOWNLOAD_LIMITS = { timeoutMs: 60 * SECOND_MS, bodyBytes: MAX_BILL_BYTES };

/** @throws HttpFailure, UnexpectedContent */
async function download(http: HttpClient, address: string): Promise<Buffer> {
  if (!URL.canParse(address)) throw new UnexpectedContent(reasonText('bill_address'));
  const request = { method: 'GET', url: new URL(address), headers: {}, limits: DOWNLOAD_LIMITS } as const;
  const { status, body } = await http.request(request);
  if (status !== 200) throw new UnexpectedContent(reasonText('bill_answered', { status }));
  return body;
}

import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, type Outcome, unknown } from '../../lib/outcome.ts';
import type { FetchedBill } from '../bill.ts';
import { billOutcome } from '../bill-outcome.ts';
import { readBillApart } from '../bill-reader.ts';
import { type Content, outcomeOf, textOf, UnexpectedContent } from './content.ts';
import { absenceOfBill, refusalOutcome } from './refusal-codes.ts';
import type { WechatAccount } from './wechat-account.ts';
import type { WechatApi } from './wechat-api.ts';

/**
 * The trade bill of a day. A signed answer tells where the file is and its hash; the file itself is not
 * signed. An address that has gone stale is asked for once more.
 */
export async function fetchBill(
  api: WechatApi,
  account: WechatAccount,
  date: string,
): Promise<Outcome<FetchedBill>> {
  const first = await tryBill(api, account, date);
  return first === 'stale' ? lastTry(await tryBill(api, account, date)) : first;
}

/**
 * The payer of a payment in the file of a bill; empty when the payment is not in it.
 * @throws UnreadableBill
 */
export async function payerInBill(account: WechatAccount, file: Buffer, paymentNo: string): Promise<string> {
  const { billOwner: owner } = account.merchant;
  const content = await readBillApart({ channel: 'wechat', file, owner, sha1: undefined });
  const rows = content === 'blank' ? [] : content.rows;
  return rows.find((row) => row.kind === 'payment' && row.paymentNo === paymentNo)?.payerUid ?? '';
}

type Answer = Outcome<FetchedBill>;

async function tryBill(api: WechatApi, account: WechatAccount, date: string): Promise<Answer | 'stale'> {
  const target = `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL&tar_type=GZIP${account.merchant.billQuery}`;
  const answer = await api.call(account, { method: 'GET', target, expected: 200 });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') {
    const absence = absenceOfBill(answer);
    return absence ? done(absence) : refusalOutcome('fetch_bill', answer);
  }
  const { content } = answer;
  const place = outcomeOf(() => readPlace(content));
  if (place.kind !== 'done') return place;
  const file = await api.download(account, place.value.url);
  if (file.kind === 'unknown') return file;
  if (file.kind === 'refused') {
    return file.code === 'INVALID_REQUEST' ? 'stale' : refusalOutcome('fetch_bill', file);
  }
  return readFile(account, file.body, place.value.sha1);
}

function lastTry(answer: Answer | 'stale'): Answer {
  return answer === 'stale' ? unknown(reasonText('bill_address_stale')) : answer;
}

interface Place {
  readonly url: URL;
  readonly sha1: string;
}

/** @throws UnexpectedContent */
function readPlace(content: Content): Place {
  if (textOf(content, 'hash_type') !== 'SHA1') throw new UnexpectedContent(reasonText('bill_not_sha1'));
  const url = textOf(content, 'download_url');
  if (!URL.canParse(url)) throw new UnexpectedContent(reasonText('bill_address'));
  return { url: new URL(url), sha1: textOf(content, 'hash_value').toLowerCase() };
}

async function readFile(account: WechatAccount, file: Buffer, sha1: string): Promise<Answer> {
  const { billOwner: owner } = account.merchant;
  return billOutcome(file, { channel: 'wechat', file, owner, sha1 }, { isProven: true });
}

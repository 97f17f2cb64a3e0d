import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import type { StoryEventView } from '../../contract/orders.ts';
import { useWords } from '../../language/language.tsx';
import { EVENT_WORDS } from './order-words.ts';

const DETAIL_WORDS = {
  zh: {
    paymentNo: '支付单号',
    transactionId: '渠道交易号',
    channel: '渠道',
    scene: '场景',
    totalFee: '金额',
    paidFee: '实收',
    disposition: '归属',
    callbackId: '回调编号',
    subjectNo: '对象',
    kind: '类型',
    attempt: '第几次',
    outcome: '结果',
    httpStatus: 'HTTP',
    durationMs: '毫秒',
    detail: '应答',
    refundId: '退款单号',
    refundRequestId: '申请编号',
    refundFee: '退款金额',
    cause: '原因',
    failure: '失败原因',
    reason: '原因',
    by: '操作员',
    note: '备注',
    invoiceNo: '票据申请号',
    number: '票据号码',
    source: '来源',
    event: '事件',
  } as Readonly<Record<string, string>>,
  en: {} as Readonly<Record<string, string>>,
};

const VALUE_WORDS = {
  zh: {
    wechat: '微信支付',
    alipay: '支付宝',
    native: '扫码',
    jsapi: '钱包内',
    mini_program: '小程序',
    wap: '手机浏览器',
    page: '电脑浏览器',
    order: '订单',
    partner: '业务系统',
    operator: '操作员',
    payer: '缴费人',
    remainder: '退款后余额',
    late: '迟到款项',
    duplicate: '重复支付',
    wrong_amount: '金额不符',
    acknowledged: '已确认',
    refused: '未确认',
    unreachable: '无法访问',
    payment: '支付',
    refund: '退款',
    channel_receivable: '应收渠道',
    school_payable: '应付学校',
    suspense: '待处理款项',
    refunds_in_transit: '在途退款',
  } as Readonly<Record<string, string>>,
  en: {} as Readonly<Record<string, string>>,
};

/** Everything that happened to an order, oldest first. */
export function OrderTimeline({ events }: { events: readonly StoryEventView[] }) {
  const words = useWords(EVENT_WORDS);
  return (
    <ol className="story">
      {events.map(({ at, what, details }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no names, and none is ever put between two
        <li key={index} className={`event ${toneOf(what, details)}`}>
          <TimeText at={at} />
          <strong>{words[what] ?? what}</strong>
          <Details details={details} />
        </li>
      ))}
    </ol>
  );
}

function toneOf(what: string, details: StoryEventView['details']): string {
  const isBad = /failed|exhausted|rejected/.test(what) || /refused|unreachable/.test(String(details.outcome));
  if (isBad) return 'bad';
  return /succeeded|received|delivered|issued|acknowledged/.test(`${what} ${String(details.outcome)}`)
    ? 'good'
    : 'plain';
}

function Details({ details }: { details: StoryEventView['details'] }) {
  const words = useWords(DETAIL_WORDS);
  const values = useWords(VALUE_WORDS);
  const { lines, ...rest } = details;
  const shown = Object.entries(rest).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return (
    <span className="event-details">
      {shown.map(([name, value]) => (
        <span key={name}>
          {words[name] ?? name}{' '}
          {name.endsWith('Fee') ? (
            <MoneyText fen={Number(value)} />
          ) : (
            <code>{values[String(value)] ?? String(value)}</code>
          )}
        </span>
      ))}
      {Array.isArray(lines) &&
        (lines as { account: string; amount: number }[]).map(({ account, amount }) => (
          <span key={account}>
            {values[account] ?? account} <MoneyText fen={amount} />
          </span>
        ))}
    </span>
  );
}

import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { Descriptions, Spin } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { ChannelText } from '../../components/channel-text.tsx';
import { CopiedText } from '../../components/copy-button.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { ORDER_TONES } from './order-words.ts';
import { OtherMoney } from './other-money.tsx';
import { troubledRefunds } from './troubled-refunds.ts';

const WORDS = {
  zh: {
    orderId: '订单号',
    outTradeNo: '商户订单号',
    school: '学校',
    app: '应用',
    refunded: '已退款',
    refunding: '退款中',
    waiting: '退款待审核',
    channel: '渠道',
    transactionId: '渠道交易号',
    createdAt: '下单时间',
    paidAt: '支付时间',
    expiresAt: '支付截止',
    notifyUrl: '通知地址',
    invoice: '票据',
    timeline: '经过',
  },
  en: {
    orderId: 'Order',
    outTradeNo: 'Partner’s number',
    school: 'School',
    app: 'App',
    refunded: 'Refunded',
    refunding: 'Being refunded',
    waiting: 'Awaiting approval',
    channel: 'Channel',
    transactionId: 'Transaction',
    createdAt: 'Created',
    paidAt: 'Paid',
    expiresAt: 'Payable until',
    notifyUrl: 'Notification address',
    invoice: 'Invoice',
    timeline: 'Timeline',
  },
};

const TROUBLE = {
  zh: {
    abnormal: (count: number) => `${count} 笔退款异常，等待处理`,
    failed: (count: number) => `${count} 笔退款失败`,
  },
  en: {
    abnormal: (count: number) =>
      count === 1 ? 'A refund needs attention' : `${count} refunds need attention`,
    failed: (count: number) => (count === 1 ? 'A refund failed' : `${count} refunds failed`),
  },
};

/** One order: what it is, what can be done about it, and everything that happened to it. */
export function Page({ orderId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const { answer, error, reload } = useAnswer('GET /orders/:orderId', { orderId });
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <RefusalAlert error={error} onRetry={reload} />
      <OrderActions timeline={answer} onDone={reload} />
      {answer.otherMoney.map((money) => (
        <OtherMoney key={money.paymentNo} money={money} />
      ))}
      <Head timeline={answer} />
      <Facts timeline={answer} />
      <section className="part" aria-labelledby="timeline">
        <h2 id="timeline">{words.timeline}</h2>
        <OrderTimeline events={answer.events} />
      </section>
    </>
  );
}

/** What decides: how much, whose, and how it stands. */
function Head({ timeline: { order, refundable, events } }: { timeline: OrderTimelineView }) {
  const words = useWords(WORDS);
  const waiting = refundable.reduce((sum, payment) => sum + payment.waitingAmount, 0);
  const moved = { refunded: order.refundedAmount, refunding: order.refundingAmount, waiting };
  const payer = [order.userName, order.userNo].filter(Boolean).join(' ');
  const trouble = useWords(TROUBLE);
  const troubled = troubledRefunds(events);
  return (
    <section className="part order-head">
      <p className="hero">
        <MoneyText fen={order.totalAmount} />{' '}
        <StatusTag status={order.status} words={ORDER_STATUS_NAMES} tones={ORDER_TONES} />
      </p>
      <p className="whose">
        <strong>{payer}</strong> {order.body}
      </p>
      <ul className="moved">
        {troubled.abnormal > 0 && <li className="status bad">{trouble.abnormal(troubled.abnormal)}</li>}
        {troubled.failed > 0 && <li className="status bad">{trouble.failed(troubled.failed)}</li>}
        {(Object.keys(moved) as (keyof typeof moved)[])
          .filter((name) => moved[name] > 0)
          .map((name) => (
            <li key={name}>
              <span className="note">{words[name]}</span> <MoneyText fen={moved[name]} />
            </li>
          ))}
      </ul>
    </section>
  );
}

function Facts({ timeline }: { timeline: OrderTimelineView }) {
  const words = useWords(WORDS);
  const invoiceWords = useWords(INVOICE_STATUS_NAMES);
  const { order, invoice } = timeline;
  const items = {
    orderId: <CopiedText text={order.orderId} />,
    outTradeNo: <CopiedText text={order.outTradeNo} />,
    school: order.schoolName,
    app: order.appName,
    channel: <ChannelText channel={order.channel} />,
    transactionId: <CopiedText text={order.transactionId} />,
    createdAt: <TimeText at={order.createdAt} />,
    ...(order.paidAt === undefined
      ? { expiresAt: <TimeText at={order.expiresAt} /> }
      : { paidAt: <TimeText at={order.paidAt} /> }),
    ...(invoice
      ? {
          invoice: [invoiceWords[invoice.status], invoice.number, invoice.failure]
            .filter(Boolean)
            .join(' · '),
        }
      : {}),
    notifyUrl: order.notifyUrl,
  };
  return (
    <Descriptions
      bordered
      size="small"
      column={{ xs: 1, md: 2 }}
      items={Object.entries(items).map(([key, children]) => ({
        key,
        label: words[key as keyof typeof words],
        children,
      }))}
    />
  );
}

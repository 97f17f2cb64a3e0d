import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { ChannelText } from '../../components/channel-text.tsx';
import { CopiedText } from '../../components/copy-button.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    facts: '单号与时间',
    orderId: '订单号',
    outTradeNo: '商户订单号',
    transactionId: '渠道交易号',
    invoiceNumber: '票据号码',
    channel: '渠道',
    createdAt: '下单时间',
    paidAt: '支付时间',
    closedAt: '关闭时间',
    expiresAt: '支付截止',
    notifyUrl: '通知地址',
  },
  en: {
    facts: 'Numbers and times',
    orderId: 'Order',
    outTradeNo: 'Partner’s number',
    transactionId: 'Transaction',
    invoiceNumber: 'Invoice number',
    channel: 'Channel',
    createdAt: 'Created',
    paidAt: 'Paid',
    closedAt: 'Closed',
    expiresAt: 'Payable until',
    notifyUrl: 'Notification address',
  },
};

/** The numbers that others ask for, and when what was. */
export function OrderFacts({ timeline: { order, invoice } }: { timeline: OrderTimelineView }) {
  const words = useWords(WORDS);
  const facts = {
    orderId: <CopiedText text={order.orderId} />,
    outTradeNo: <CopiedText text={order.outTradeNo} />,
    transactionId: order.transactionId && <CopiedText text={order.transactionId} />,
    invoiceNumber: invoice?.number && <CopiedText text={invoice.number} />,
    channel: order.channel && <ChannelText channel={order.channel} />,
    createdAt: <TimeText at={order.createdAt} />,
    paidAt: order.paidAt && <TimeText at={order.paidAt} />,
    closedAt: order.closedAt && <TimeText at={order.closedAt} />,
    expiresAt: order.status === 'pending' && <TimeText at={order.expiresAt} />,
    notifyUrl: order.notifyUrl,
  };
  return (
    <section className="part" aria-labelledby="facts">
      <h2 id="facts">{words.facts}</h2>
      <dl className="facts">
        {(Object.keys(facts) as (keyof typeof facts)[])
          .filter((name) => facts[name])
          .map((name) => (
            <div key={name}>
              <dt>{words[name]}</dt>
              <dd>{facts[name]}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

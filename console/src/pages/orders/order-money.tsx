import type { OrderTimelineView, RefundableView } from '@zhixiao/contract/console/orders';
import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';
import { OtherMoney } from './other-money.tsx';

const WORDS = {
  zh: {
    title: '资金',
    held: '金额不符的款项',
    paid: '实收',
    refunded: '已退款',
    refunding: '退款中',
    abnormal: '退款异常',
    waiting: '待审核',
    left: '可退',
    minus: '减',
    equals: '等于',
  },
  en: {
    title: 'Money',
    held: 'The wrong amount',
    paid: 'Received',
    refunded: 'Refunded',
    refunding: 'Being refunded',
    abnormal: 'Refund abnormal',
    waiting: 'Awaiting approval',
    left: 'Refundable',
    minus: 'less',
    equals: 'leaves',
  },
};

/** Where the money of an order is, to the fen: what came in, less what went back or is on its way, is what is left. */
export function OrderMoney({ timeline }: { timeline: OrderTimelineView }) {
  const words = useWords(WORDS);
  const { refundable, otherMoney } = timeline;
  if (refundable.length === 0 && otherMoney.length === 0) return null;
  return (
    <section className="part" aria-labelledby="money">
      <h2 id="money">{words.title}</h2>
      {refundable.map((payment) => (
        <div key={payment.paymentNo}>
          {payment.isHeld && <p className="note">{words.held}</p>}
          <MoneyLine payment={payment} />
        </div>
      ))}
      {otherMoney.map((money) => (
        <OtherMoney key={money.paymentNo} money={money} />
      ))}
    </section>
  );
}

/** Of a payment: received − refunded − under way = left. */
export function MoneyLine({ payment }: { payment: RefundableView }) {
  const words = useWords(WORDS);
  const { paidAmount, refundedAmount, refundingAmount, abnormalAmount, waitingAmount, leftAmount } = payment;
  const parts = [
    { name: 'refunded', amount: refundedAmount, isAlways: true },
    {
      name: 'refunding',
      amount: refundingAmount - abnormalAmount,
      isAlways: abnormalAmount + waitingAmount === 0,
    },
    { name: 'abnormal', amount: abnormalAmount },
    { name: 'waiting', amount: waitingAmount },
  ] as const;
  return (
    <dl className="equation">
      <div>
        <dt>{words.paid}</dt>
        <dd>
          <MoneyText fen={paidAmount} />
        </dd>
      </div>
      {parts
        .filter((part) => part.amount > 0 || ('isAlways' in part && part.isAlways))
        .map(({ name, amount }) => (
          <div key={name} className={name}>
            <dt>
              <span className="unseen">{words.minus}</span>
              {words[name]}
            </dt>
            <dd>
              <MoneyText fen={amount} />
            </dd>
          </div>
        ))}
      <div className="left">
        <dt>
          <span className="unseen">{words.equals}</span>
          {words.left}
        </dt>
        <dd>
          <MoneyText fen={leftAmount - waitingAmount} />
        </dd>
      </div>
    </dl>
  );
}

import type { OtherMoneyView } from '@zhixiao/contract/console/orders';
import { Alert } from 'antd';
import { ChannelText } from '../../components/channel-text.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    received: (amount: string) => `另收到 ¥${amount}，没有用于支付本订单：`,
    why: { late: '订单关闭后才到账', duplicate: '重复支付', wrong_amount: '金额与订单不符' },
    back: '已退回付款人',
    going: '正在退回付款人',
    waiting: { late: '等待自动退回', duplicate: '等待自动退回', wrong_amount: '等待人工退回' },
    comma: '，',
  },
  en: {
    received: (amount: string) => `Another ¥${amount} was received that does not pay this order: `,
    why: {
      late: 'received after the order was closed',
      duplicate: 'the order was already paid',
      wrong_amount: 'it differs from the order’s amount',
    },
    back: 'refunded',
    going: 'being refunded',
    waiting: {
      late: 'will be refunded automatically',
      duplicate: 'will be refunded automatically',
      wrong_amount: 'an operator has to refund it',
    },
    comma: ', ',
  },
};

/** Money of the payer that an order does not show as paid: where it is. */
export function OtherMoney({ money }: { money: OtherMoneyView }) {
  const words = useWords(WORDS);
  const { channel, transactionId, disposition, paidAmount, refundingAmount, refundedAmount } = money;
  const isBack = refundedAmount === paidAmount;
  const where = isBack ? words.back : refundingAmount > 0 ? words.going : words.waiting[disposition];
  return (
    <Alert
      type={isBack ? 'info' : 'warning'}
      role="note"
      showIcon
      title={words.received(yuan(paidAmount)) + words.why[disposition] + words.comma + where}
      description={
        <>
          <ChannelText channel={channel} /> <code>{transactionId}</code>
        </>
      }
    />
  );
}

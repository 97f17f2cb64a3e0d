import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import { Descriptions } from 'antd';
import { MoneyText } from '../../components/money-text.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    whom: '缴费人',
    body: '内容',
    school: '学校',
    number: '商户订单号',
    asked: (by: string) => `${by} 申请`,
    paid: '实收',
    refunded: '已退款',
    refunding: '退款中',
  },
  en: {
    whom: 'Payer',
    body: 'Description',
    school: 'School',
    number: 'Partner’s number',
    asked: (by: string) => `Requested by ${by}`,
    paid: 'Received',
    refunded: 'Refunded',
    refunding: 'Being refunded',
  },
};

/** What the second person decides about: who asked why, and what became of the payment so far. */
export function ApplicationFacts({ application }: { application: RefundApplicationRow }) {
  const words = useWords(WORDS);
  const { requestedByName, reason, outTradeNo, paidAmount, refundedAmount, refundingAmount } = application;
  const { userName, userNo, body } = application;
  const whom = [userName, userNo].filter(Boolean).join(' ');
  return (
    <Descriptions
      size="small"
      column={1}
      items={[
        ...(whom ? [{ key: 'whom', label: words.whom, children: whom }] : []),
        { key: 'body', label: words.body, children: body },
        { key: 'school', label: words.school, children: <SchoolName {...application} /> },
        { key: 'number', label: words.number, children: outTradeNo },
        { key: 'asked', label: words.asked(requestedByName), children: reason },
        { key: 'paid', label: words.paid, children: <MoneyText fen={paidAmount} /> },
        { key: 'refunded', label: words.refunded, children: <MoneyText fen={refundedAmount} /> },
        { key: 'refunding', label: words.refunding, children: <MoneyText fen={refundingAmount} /> },
      ]}
    />
  );
}

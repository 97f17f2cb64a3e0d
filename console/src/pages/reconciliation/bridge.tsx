import type { BridgeView } from '@zhixiao/contract/console/bill-days';
import { DIFFERENCE_MEANINGS, DIFFERENCE_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import { useEffect } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { MoneyText } from '../../components/money-text.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { useWords } from '../../language/language.tsx';
import { DIFFERENCE_TONES } from './difference-words.ts';

const WORDS = {
  zh: {
    title: '我方、账单与差额',
    kind: '项目',
    ours: '我方',
    bill: '账单',
    difference: '差额（账单减我方）',
    paid: '收款',
    refunded: '退款',
    net: '净额',
    count: (count: number) => `${count} 笔`,
    bridge: '差额由下列各项组成',
    payment: '收款',
    refund: '退款',
    other_day: '另一方记在相邻的日期',
    refund_failed: '账单列为处理中的退款，后来未退成',
    not_compared: '尚未核对：对账之后有变化，请重新对账',
    unexplained: '尚未说明的差额',
    even: '两方一致，没有差额',
    explained: '已说明',
    waiting: '待核对',
  },
  en: {
    title: 'Books, bill and difference',
    kind: 'Item',
    ours: 'Books',
    bill: 'Bill',
    difference: 'Difference (bill less books)',
    paid: 'Received',
    refunded: 'Refunded',
    net: 'Net',
    count: (count: number) => (count === 1 ? '1 item' : `${count} items`),
    bridge: 'What the difference is made of',
    payment: 'Payment',
    refund: 'Refund',
    other_day: 'Recorded on a neighbouring day by the other side',
    refund_failed: 'Refund that the bill lists as processing, which failed later',
    not_compared: 'Not compared yet: changed after the comparison. Compare again.',
    unexplained: 'Difference not yet explained',
    even: 'Both sides agree; there is no difference',
    explained: 'Explained',
    waiting: 'To compare',
  },
};

type Part = BridgeView['parts'][number];

/** What is settled, by people or by itself, explains its part of the difference. */
function isExplained({ kind, status }: Part): boolean {
  return kind === 'other_day' || kind === 'refund_failed' || status === 'resolved' || status === 'noted';
}

/** The money of a day in the books and in its bill, and the way from the one to the other, down to what is not explained. */
export function Bridge(props: {
  channelAccountId: string;
  date: string;
  /** Another number: it is added up anew. */
  version: number;
}) {
  const { channelAccountId, date, version } = props;
  const words = useWords(WORDS);
  const { answer, reload } = useAnswer('GET /reconciliation/days/:channelAccountId/:date/bridge', {
    channelAccountId,
    date,
  });
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  const bridge = answer?.bridge;
  if (!bridge) return null;
  return (
    <section className="part bridge" aria-label={words.title}>
      <Sides bridge={bridge} />
      <Parts parts={bridge.parts} />
    </section>
  );
}

function Sides({ bridge: { ours, bill } }: { bridge: BridgeView }) {
  const words = useWords(WORDS);
  const rows = [
    { key: 'paid', title: words.paid, ours: ours.paid, bill: bill.paid },
    { key: 'refunded', title: words.refunded, ours: ours.refunded, bill: bill.refunded },
  ];
  const net = (side: BridgeView['ours']) => side.paid.amount - side.refunded.amount;
  return (
    <table className="figures-table">
      <thead>
        <tr>
          <th scope="col">{words.kind}</th>
          <th scope="col">{words.ours}</th>
          <th scope="col">{words.bill}</th>
          <th scope="col">{words.difference}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.title}</th>
            <td>
              <Counted {...row.ours} />
            </td>
            <td>
              <Counted {...row.bill} />
            </td>
            <td>
              <MoneyText fen={row.bill.amount - row.ours.amount} />
            </td>
          </tr>
        ))}
        <tr className="total">
          <th scope="row">{words.net}</th>
          <td>
            <MoneyText fen={net(ours)} />
          </td>
          <td>
            <MoneyText fen={net(bill)} />
          </td>
          <td>
            <MoneyText fen={net(bill) - net(ours)} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Counted({ count, amount }: { count: number; amount: number }) {
  const words = useWords(WORDS);
  return (
    <span className="two-lines">
      <MoneyText fen={amount} />
      <span>{words.count(count)}</span>
    </span>
  );
}

function Parts({ parts }: { parts: readonly Part[] }) {
  const words = useWords(WORDS);
  const kinds = useWords(DIFFERENCE_MEANINGS);
  if (parts.length === 0) return <p className="bridge-end even">{words.even}</p>;
  const open = parts.filter((part) => !isExplained(part)).reduce((sum, { amount }) => sum + amount, 0);
  return (
    <>
      <h2>{words.bridge}</h2>
      <ul className="bridge-parts">
        {parts.map((part) => (
          <li key={`${part.side} ${part.kind} ${part.status}`}>
            <span className="bridge-what">
              {part.kind === 'other_day' || part.kind === 'refund_failed' || part.kind === 'not_compared'
                ? words[part.kind]
                : kinds[part.kind]}
              <span className="note">
                {words[part.side]} · {words.count(part.count)}
              </span>
            </span>
            <PartStatus part={part} />
            <MoneyText fen={part.amount} />
          </li>
        ))}
      </ul>
      <p className={open === 0 ? 'bridge-end even' : 'bridge-end'}>
        {words.unexplained}
        <strong>
          <MoneyText fen={open} />
        </strong>
      </p>
    </>
  );
}

function PartStatus({ part }: { part: Part }) {
  if (part.status)
    return <StatusTag status={part.status} words={DIFFERENCE_STATUS_NAMES} tones={DIFFERENCE_TONES} />;
  const status = isExplained(part) ? 'explained' : 'waiting';
  return <StatusTag status={status} words={WORDS} tones={{ explained: 'over', waiting: 'bad' }} />;
}

import type { MovementRow } from '@zhixiao/contract/console/settlement';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { LEDGER_EVENT_NAMES } from '@zhixiao/contract/words/ledger';
import { CopiedText } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { WhoseOrder } from '../../components/whose-order.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = { zh: { title: '本单的收支明细' }, en: { title: 'Movements behind this sheet' } };

/** The payments, refunds and commissions that a sheet counts, each leading to its order. */
export function Movements({ appId, month }: { appId: string; month: string }) {
  const words = useWords(WORDS);
  return (
    <section className="no-print">
      <h2>{words.title}</h2>
      <DataTable
        list="GET /settlement/sheets/:appId/:month/movements"
        exportAs="GET /settlement/sheets/:appId/:month/movements/export"
        params={{ appId, month }}
        columns={COLUMNS}
        rowKey={({ transactionId }) => transactionId}
        empty={{ zh: '这张结算单还没有收支', en: 'Nothing has moved yet' }}
      />
    </section>
  );
}

const COLUMNS: readonly DataColumn<MovementRow>[] = [
  {
    key: 'person',
    title: { zh: '缴费人与内容', en: 'Payer and description' },
    show: (movement) => <WhoseOrder order={movement} />,
  },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ amount }) => <MoneyText fen={amount} />,
    isFigure: true,
  },
  { key: 'event', title: { zh: '收支', en: 'Movement' }, show: ({ event }) => <Event event={event} /> },
  {
    key: 'channel',
    title: { zh: '渠道', en: 'Channel' },
    show: ({ channel }) => <ChannelName channel={channel} />,
  },
  { key: 'at', title: { zh: '入账时间', en: 'Booked' }, show: ({ at }) => <TimeText at={at} /> },
  {
    key: 'number',
    title: { zh: '单号', en: 'Number' },
    isWide: true,
    show: ({ number }) => <CopiedText text={number} />,
  },
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    isExtra: true,
    show: ({ outTradeNo }) => <CopiedText text={outTradeNo} />,
  },
];

function Event({ event }: Pick<MovementRow, 'event'>) {
  return useWords(LEDGER_EVENT_NAMES)[event];
}

function ChannelName({ channel }: Pick<MovementRow, 'channel'>) {
  return useWords(CHANNEL_NAMES)[channel];
}

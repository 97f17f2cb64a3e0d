import type { SettledFigures, SheetView } from '@zhixiao/contract/console/settlement';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { Button, Descriptions, Skeleton, Space, Table } from 'antd';
import { useState } from 'react';
import { addressOf, call } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { Counted } from './counted.tsx';
import { WORDS } from './sheet-words.ts';

/** One app's month by channel, and its lock. */
export function Page({ appId = '', month = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const may = useMay();
  const {
    answer: sheet,
    error,
    reload,
  } = useAnswer('GET /settlement/sheets/:appId/:month', { appId, month });
  const [isLocking, setLocking] = useState(false);
  if (!sheet) {
    return error ? <RefusalAlert error={error} onRetry={reload} /> : <Skeleton active />;
  }
  return (
    <>
      <p>
        <Link to={`/settlement?month=${month}`}>{words.back}</Link>
      </p>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 3 }}
        items={[
          { key: 'app', label: words.app, children: sheet.appName },
          { key: 'month', label: words.month, children: <span className="figures">{sheet.month}</span> },
          { key: 'status', label: words.status, children: <Lock sheet={sheet} /> },
        ]}
      />
      <Space wrap className="table-tools">
        {may('settlement.lock') && !sheet.lock && (
          <Button type="primary" onClick={() => setLocking(true)}>
            {words.lock}
          </Button>
        )}
        {may('lists.export') &&
          (['xlsx', 'csv'] as const).map((form) => (
            <DownloadButton
              key={form}
              href={addressOf('GET /settlement/sheets/:appId/:month/export', { appId, month, form })}
            >
              {words.export} {form.toUpperCase()}
            </DownloadButton>
          ))}
      </Space>
      <ChannelTable sheet={sheet} />
      <ConfirmWithReason
        title={words.lockTitle(sheet.appName, month)}
        isOpen={isLocking}
        isDangerous
        asksReason={false}
        onConfirm={async () => {
          await call('POST /settlement/sheets/:appId/:month/lock', { appId, month });
          reload();
        }}
        onClose={() => setLocking(false)}
      >
        <p>{words.lockConsequence}</p>
        <p>
          {words.net} <MoneyText fen={sheet.total.netAmount} />
        </p>
      </ConfirmWithReason>
    </>
  );
}

function Lock({ sheet: { lock } }: { sheet: SheetView }) {
  const words = useWords(WORDS);
  if (!lock) return words.open;
  return (
    <>
      {words.lockedBy(lock.by)} <TimeText at={lock.at} />
    </>
  );
}

type Row = SettledFigures & { readonly key: string; readonly name: string };

function ChannelTable({ sheet }: { sheet: SheetView }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const rows: Row[] = [
    ...sheet.channels.map((one) => ({ ...one, key: one.channel, name: channels[one.channel] })),
    { ...sheet.total, key: 'total', name: words.total },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.byChannel}>
      <Table<Row>
        size="middle"
        pagination={false}
        dataSource={rows}
        columns={[
          { key: 'name', title: words.channel, render: (_, { name }) => name },
          {
            key: 'received',
            title: words.received,
            align: 'right',
            render: (_, { received }) => <Counted {...received} />,
          },
          {
            key: 'refunded',
            title: words.refunded,
            align: 'right',
            render: (_, { refunded }) => <Counted {...refunded} />,
          },
          {
            key: 'commission',
            title: words.commission,
            align: 'right',
            render: (_, row) => <MoneyText fen={row.commission} />,
          },
          {
            key: 'net',
            title: words.net,
            align: 'right',
            render: (_, row) => (
              <strong>
                <MoneyText fen={row.netAmount} />
              </strong>
            ),
          },
        ]}
      />
    </section>
  );
}

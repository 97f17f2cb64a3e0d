import type {
  HeldView,
  OpenView,
  PersonalDataPreview,
  PersonSought,
} from '@zhixiao/contract/console/personal-data';
import {
  DATA_REQUEST_KIND_NAMES,
  DATA_REQUEST_STATUS_NAMES,
  FATE_NAMES,
  HELD_KIND_NAMES,
  HELD_REASONS,
  OPEN_KINDS,
} from '@zhixiao/contract/words/personal-data';
import { Alert, Button, Descriptions, Space, Table } from 'antd';
import { useState } from 'react';
import { addressOf, call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { NoticeText } from '../../components/notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { FATE_TONES, STATUS_TONES, WORDS } from './personal-data-words.ts';

/** Is given the outcome of an action. */
type OnDone = (came: NoticeText | undefined) => Promise<void>;

interface Shown {
  readonly sought: PersonSought;
  readonly preview: PersonalDataPreview;
}

/** What is held about a person, by kind, and what can be done about it. */
export function HeldOverview({ sought, preview, onDone }: Shown & { onDone: OnDone }) {
  const words = useWords(WORDS);
  const { userNo, userName, uids, held, open } = preview;
  return (
    <section className="part" aria-label={words.person}>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 3 }}
        items={[
          { key: 'no', label: words.userNo, children: <code>{userNo ?? words.inDirectory}</code> },
          { key: 'name', label: words.name, children: userName ?? '—' },
          { key: 'uids', label: words.uids, children: uids },
        ]}
      />
      <h2>{words.held}</h2>
      <HeldTable held={held} />
      <Earlier requests={preview.requests} />
      <OpenAlert open={open} />
      <Actions sought={sought} isOpen={isOpen(open)} onDone={onDone} />
    </section>
  );
}

function HeldTable({ held }: { held: readonly HeldView[] }) {
  const words = useWords(WORDS);
  const kinds = useWords(HELD_KIND_NAMES);
  const reasons = useWords(HELD_REASONS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.held}>
      <Table<HeldView>
        size="small"
        rowKey={({ kind }) => kind}
        dataSource={[...held]}
        pagination={false}
        columns={[
          { key: 'kind', title: words.kind, render: (_, { kind }) => kinds[kind] },
          { key: 'count', title: words.count, align: 'right', render: (_, { count }) => count },
          {
            key: 'fate',
            title: words.fate,
            render: (_, { fate }) => <StatusTag status={fate} words={FATE_NAMES} tones={FATE_TONES} />,
          },
          {
            key: 'why',
            title: words.why,
            render: (_, { kind }) => <span className="details">{reasons[kind]}</span>,
          },
          {
            key: 'period',
            title: words.period,
            render: (_, { from, to }) => (
              <>
                <TimeText at={from} />
                {to !== from && <br />}
                {to !== from && <TimeText at={to} />}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}

/** What was done about the same person before. */
export function Earlier({ requests }: Pick<PersonalDataPreview, 'requests'>) {
  const words = useWords(WORDS);
  const kinds = useWords(DATA_REQUEST_KIND_NAMES);
  if (requests.length === 0) return null;
  return (
    <>
      <h2>{words.earlier}</h2>
      <ul className="notes">
        {requests.map(({ requestId, kind, askedAt, status }) => (
          <li key={requestId}>
            <Space wrap>
              <TimeText at={askedAt} />
              <Link to={`/personal-data/${requestId}`}>{kinds[kind]}</Link>
              <StatusTag status={status} words={DATA_REQUEST_STATUS_NAMES} tones={STATUS_TONES} />
            </Space>
          </li>
        ))}
      </ul>
    </>
  );
}

function isOpen(open: OpenView): boolean {
  return Object.values(open).some((count) => count > 0);
}

/** What erasing has to wait for. */
function OpenAlert({ open }: { open: OpenView }) {
  const words = useWords(WORDS);
  const kinds = useWords(OPEN_KINDS);
  if (!isOpen(open)) return null;
  const names = Object.keys(open) as (keyof OpenView)[];
  return (
    <Alert
      type="warning"
      role="status"
      showIcon
      title={words.open}
      description={
        <ul className="notes">
          {names
            .filter((name) => open[name] > 0)
            .map((name) => (
              <li key={name}>
                {kinds[name]} {open[name]}
              </li>
            ))}
        </ul>
      }
    />
  );
}

function Actions(props: { sought: PersonSought; isOpen: boolean; onDone: OnDone }) {
  const { sought, onDone } = props;
  const words = useWords(WORDS);
  const submitted = useSubmittedNotice();
  const [asked, setAsked] = useState<'export' | 'erase'>();
  const act = async (reason: string) => {
    if (asked === 'export') {
      const { requestId } = await call('POST /personal-data/exports', { ...sought, reason });
      window.location.assign(addressOf('GET /personal-data/requests/:requestId/file', { requestId }));
      await onDone({ text: words.exported, link: receiptOf(requestId) });
    } else {
      const answer = await call('POST /personal-data/erasures', { ...sought, reason });
      await onDone(
        submitted(answer) ??
          ('requestId' in answer ? { text: words.begun, link: receiptOf(answer.requestId) } : undefined),
      );
    }
  };
  const receiptOf = (requestId: string) => ({ to: `/personal-data/${requestId}`, text: words.receipt });
  const isErasing = asked === 'erase';
  return (
    <>
      <Space wrap className="decisions">
        <Button type="primary" onClick={() => setAsked('export')}>
          {words.export}
        </Button>
        <Button danger disabled={props.isOpen} onClick={() => setAsked('erase')}>
          {words.erase}
        </Button>
      </Space>
      <ConfirmWithReason
        title={isErasing ? words.erasing : words.exporting}
        okText={isErasing ? words.erase : words.download}
        isOpen={asked !== undefined}
        isDangerous={isErasing}
        reasonLabel={words.reason}
        onConfirm={act}
        onClose={() => setAsked(undefined)}
      >
        <p>{isErasing ? words.eraseHint : words.exportHint}</p>
      </ConfirmWithReason>
    </>
  );
}

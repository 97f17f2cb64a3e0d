import type { RecipientView } from '@zhixiao/contract/console/messages';
import { MESSAGE_KIND_NAMES, MESSAGE_METHOD_NAMES } from '@zhixiao/contract/words/messages';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { NAME_FIELDS, useNameFilter } from '../../components/name-filter.ts';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './message-words.ts';
import { RecipientForm } from './recipient-form.tsx';

/** Who is told outside of the console what needs a decision. */
export function Page() {
  const words = useWords(WORDS);
  const [version, setVersion] = useState(0);
  const [edited, setEdited] = useState<RecipientView | 'new'>();
  const [removed, setRemoved] = useState<RecipientView>();
  const [notice, setNotice] = useState<NoticeText>();
  const changed = () => setVersion((before) => before + 1);
  const test = useAction(async ({ recipientId, name }: RecipientView) => {
    setNotice(undefined);
    await call('POST /message-recipients/:recipientId/test', { recipientId });
    setNotice({ text: words.tested(name) });
    changed();
  }, changed);
  const actions: DataColumn<RecipientView> = {
    key: 'actions',
    title: { zh: '操作', en: 'Actions' },
    isPinned: true,
    show: (recipient) => (
      <Space>
        <Button size="small" loading={test.isBusy} onClick={() => test.run(recipient)}>
          {words.test}
        </Button>
        <Button size="small" onClick={() => setEdited(recipient)}>
          {words.change}
        </Button>
        <Button size="small" danger onClick={() => setRemoved(recipient)}>
          {words.remove}
        </Button>
      </Space>
    ),
  };
  return (
    <>
      <p>{words.intro}</p>
      <Notice notice={notice} />
      <RefusalAlert error={test.error} />
      <DataTable
        filters={NAME_FIELDS}
        version={version}
        list="GET /message-recipients"
        exportAs="GET /message-recipients/export"
        params={useNameFilter()}
        columns={[...COLUMNS, actions]}
        rowKey={({ recipientId }) => recipientId}
        empty={{ zh: '还没有接收方', en: 'No recipients yet' }}
        actions={
          <Button type="primary" onClick={() => setEdited('new')}>
            {words.new}
          </Button>
        }
      />
      <RecipientForm recipient={edited} onDone={changed} onClose={() => setEdited(undefined)} />
      <ConfirmWithReason
        title={words.removing(removed?.name ?? '')}
        isOpen={removed !== undefined}
        isDangerous
        asksReason={false}
        okText={words.remove}
        onConfirm={async () => {
          if (!removed) return;
          await call('DELETE /message-recipients/:recipientId', { recipientId: removed.recipientId });
          changed();
        }}
        onRefused={changed}
        onClose={() => setRemoved(undefined)}
      >
        <p>{words.removed}</p>
      </ConfirmWithReason>
    </>
  );
}

const COLUMNS: readonly DataColumn<RecipientView>[] = [
  { key: 'name', title: { zh: '名称', en: 'Name' }, show: ({ name }) => name },
  { key: 'school', title: { zh: '学校', en: 'School' }, show: (recipient) => <Owner {...recipient} /> },
  { key: 'target', title: { zh: '发送到', en: 'Sent to' }, show: (recipient) => <Target {...recipient} /> },
  { key: 'kinds', title: { zh: '事项', en: 'Told about' }, show: (recipient) => <Kinds {...recipient} /> },
  {
    key: 'quiet',
    title: { zh: '免打扰', en: 'Quiet hours' },
    show: ({ quietFrom, quietUntil }) => quietFrom && `${quietFrom}–${quietUntil}`,
    isExtra: true,
  },
  { key: 'state', title: { zh: '状态', en: 'Status' }, show: (recipient) => <State {...recipient} /> },
];

function Owner({ schoolId }: RecipientView) {
  const words = useWords(WORDS);
  return schoolId === undefined ? words.all : <SchoolName schoolId={schoolId} />;
}

function Target({ method, maskedAddress }: RecipientView) {
  return `${useWords(MESSAGE_METHOD_NAMES)[method]} ${maskedAddress}`;
}

function Kinds({ kinds }: RecipientView) {
  const names = useWords(MESSAGE_KIND_NAMES);
  return <span className="glance">{kinds.map((kind) => names[kind]).join(' · ')}</span>;
}

/** What went wrong last, or when the last message arrived. */
function State({ enabled, failure, failingSince, sentAt }: RecipientView) {
  const words = useWords(WORDS);
  if (!enabled) return words.off;
  const at = failure === undefined ? sentAt : failingSince;
  return (
    <>
      {failure === undefined ? words.on : <ReasonText stored={failure} />} {at && <TimeText at={at} />}
    </>
  );
}

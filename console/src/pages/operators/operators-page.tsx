import type { LinkAnswer } from '@zhixiao/contract/console/link-answer';
import type { OperatorView } from '@zhixiao/contract/console/operators';
import { OPERATOR_STATUS_NAMES, ROLE_NAMES } from '@zhixiao/contract/words/operators';
import { Button, Checkbox, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { OneTimeLinkNotice } from '../../components/one-time-link.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { useMay, useSession } from '../../session/session.tsx';
import { OperatorForm } from './operator-form.tsx';
import { OPERATOR_FILTERS, STATUS_TONES, WORDS } from './operator-words.ts';

type Action = 'freeze' | 'unfreeze' | 'reset';

/** Who may sign in, as what, for which schools. */
export function Page() {
  const words = useWords(WORDS);
  const [filters] = useFilterValues(OPERATOR_FILTERS);
  const [version, setVersion] = useState(0);
  const [edited, setEdited] = useState<OperatorView | 'new'>();
  const [asked, setAsked] = useState<{ operator: OperatorView; action: Action }>();
  const [removesSecondFactor, setRemovesSecondFactor] = useState(false);
  const [link, setLink] = useState<LinkAnswer>();
  const [notice, setNotice] = useState<NoticeText>();
  const may = useMay();
  const submitted = useSubmittedNotice();
  const changed = (answer: LinkAnswer | object) => {
    setNotice(submitted(answer));
    setLink('address' in answer || 'sentBy' in answer ? (answer as LinkAnswer) : undefined);
    setVersion((before) => before + 1);
  };
  const ask = (operator: OperatorView, action: Action) => {
    setRemovesSecondFactor(false);
    setAsked({ operator, action });
  };
  const act = async (reason: string) => {
    if (!asked) return;
    const of = { operatorId: asked.operator.operatorId, reason };
    changed(
      asked.action === 'reset'
        ? await call('POST /operators/:operatorId/reset', { ...of, removesSecondFactor })
        : await call(`POST /operators/:operatorId/${asked.action}`, of),
    );
  };
  const columns = useColumns((operator, action) =>
    action === 'change' ? setEdited(operator) : ask(operator, action),
  );
  return (
    <>
      <Notice notice={notice} />
      {link && <OneTimeLinkNotice link={link} />}
      <DataTable
        filters={OPERATOR_FILTERS}
        version={version}
        list="GET /operators"
        exportAs="GET /operators/export"
        params={filters}
        columns={columns}
        rowKey={({ operatorId }) => operatorId}
        empty={{ zh: '没有符合条件的操作员', en: 'No matching operators' }}
        actions={
          may('operators.manage') && (
            <Button type="primary" onClick={() => setEdited('new')}>
              {words.invite}
            </Button>
          )
        }
      />
      <OperatorForm operator={edited} onDone={changed} onClose={() => setEdited(undefined)} />
      <ConfirmWithReason
        title={asked ? words.confirm[asked.action](asked.operator.name) : ''}
        isOpen={asked !== undefined}
        isDangerous
        onConfirm={act}
        onClose={() => setAsked(undefined)}
      >
        <p>{asked && words.consequence[asked.action]}</p>
        {asked?.action === 'reset' && (asked.operator.hasTotp || asked.operator.passkeys > 0) && (
          <p>
            <Checkbox
              checked={removesSecondFactor}
              onChange={({ target }) => setRemovesSecondFactor(target.checked)}
            >
              {words.removeFactor}
            </Checkbox>
          </p>
        )}
      </ConfirmWithReason>
    </>
  );
}

function useColumns(
  onAction: (operator: OperatorView, action: Action | 'change') => void,
): DataColumn<OperatorView>[] {
  const words = useWords(WORDS);
  const roles = useWords(ROLE_NAMES);
  const { list } = useWords(MARKS);
  const may = useMay();
  const { account: own, schools } = useSession();
  const schoolName = (id: string) => schools.find(({ schoolId }) => schoolId === id)?.name ?? id;
  return [
    { key: 'account', title: { zh: '账号', en: 'Account' }, show: ({ account }) => account },
    { key: 'name', title: { zh: '姓名', en: 'Name' }, show: ({ name }) => name, onPhone: 'title' },
    { key: 'role', title: { zh: '角色', en: 'Role' }, show: ({ role }) => roles[role] },
    {
      key: 'schools',
      title: { zh: '学校或应用', en: 'Schools or apps' },
      show: ({ schoolIds, appIds }) => {
        if (appIds) return list(appIds);
        return schoolIds ? list(schoolIds.map(schoolName)) : words.allSchools;
      },
    },
    {
      key: 'status',
      title: { zh: '状态', en: 'Status' },
      show: ({ status }) => <StatusTag status={status} words={OPERATOR_STATUS_NAMES} tones={STATUS_TONES} />,
    },
    {
      key: 'second',
      title: { zh: '第二重验证', en: 'Second factor' },
      show: ({ hasTotp, passkeys }) => words.secondFactor(hasTotp, passkeys),
    },
    {
      key: 'contact',
      title: { zh: '链接发送到', en: 'Links sent to' },
      show: ({ contact: { email, phone } }) => list([email, phone].filter((each) => each !== undefined)),
      isExtra: true,
    },
    {
      key: 'seen',
      title: { zh: '最近活动', en: 'Last active' },
      show: ({ lastSeenAt }) => <TimeText at={lastSeenAt} />,
    },
    {
      key: 'created',
      title: { zh: '创建时间', en: 'Created' },
      show: ({ createdAt }) => <TimeText at={createdAt} />,
      isExtra: true,
    },
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: (operator) =>
        operator.account !== own && (
          <Space>
            {actionsOf(operator)
              .filter((action) => may(action === 'freeze' ? 'operators.freeze' : 'operators.manage'))
              .map((action) => (
                <Button key={action} size="small" onClick={() => onAction(operator, action)}>
                  {words.action[action]}
                </Button>
              ))}
          </Space>
        ),
    },
  ];
}

function actionsOf({ status }: OperatorView): readonly (Action | 'change')[] {
  return status === 'frozen' ? ['change', 'unfreeze'] : ['change', 'reset', 'freeze'];
}

import type { AppSecretsView } from '@zhixiao/contract/console/app-secrets';
import type { AppView } from '@zhixiao/contract/console/apps';
import {
  APP_STATUS_NAMES,
  PROFILE_NAMES,
  UNREACHABLE_REASON_NAMES,
  VERSION_SPOKEN_NAMES,
} from '@zhixiao/contract/words/apps';
import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { SecretNotice } from '../../components/secret-notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useSubmittedNotice } from '../../components/use-submitted-notice.ts';
import { useWords } from '../../language/language.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { AppForm } from './app-form.tsx';
import { APP_TONES, WORDS } from './app-words.ts';

const FILTERS = [
  { name: 'text', kind: 'text', label: { zh: '查找', en: 'Find' } },
  {
    name: 'speaks',
    kind: 'choice',
    label: { zh: WORDS.zh.speaksFilter, en: WORDS.en.speaksFilter },
    choices: (['v1', 'v2'] as const).map((value) => ({
      value,
      label: { zh: VERSION_SPOKEN_NAMES.zh[value], en: VERSION_SPOKEN_NAMES.en[value] },
    })),
  },
] as const;

type Action = 'issue' | 'retire' | 'withdraw' | 'freeze' | 'unfreeze';

/** The partner systems, their keys, and the protocol of each. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  const [version, setVersion] = useState(0);
  const [edited, setEdited] = useState<AppView | 'new'>();
  const [asked, setAsked] = useState<{ app: AppView; action: Action }>();
  const [secrets, setSecrets] = useState<AppSecretsView>();
  const [notice, setNotice] = useState<NoticeText>();
  const submitted = useSubmittedNotice();
  const changed = (answer: AppSecretsView | object) => {
    setNotice(submitted(answer));
    setSecrets('appSecret' in answer ? (answer as AppSecretsView) : undefined);
    setVersion((before) => before + 1);
  };
  const [filters] = useFilterValues(FILTERS);
  const school = useSchool();
  const columns = useColumns((app, action) =>
    action === 'change' ? setEdited(app) : setAsked({ app, action }),
  );
  return (
    <>
      <Notice notice={notice} />
      {secrets && <SecretNotice secrets={secrets} />}
      <DataTable
        filters={FILTERS}
        version={version}
        list="GET /apps"
        exportAs="GET /apps/export"
        params={{ ...school, ...filters }}
        columns={columns}
        rowKey={({ appId }) => appId}
        empty={{ zh: '还没有应用', en: 'No apps yet' }}
        actions={
          may('apps.manage') && (
            <Button type="primary" onClick={() => setEdited('new')}>
              {words.new}
            </Button>
          )
        }
      />
      <AppForm app={edited} onDone={changed} onClose={() => setEdited(undefined)} />
      <ConfirmWithReason
        title={asked ? words.confirm[asked.action](asked.app.name) : ''}
        isOpen={asked !== undefined}
        isDangerous={asked?.action !== 'unfreeze'}
        asksReason={asked?.action === 'freeze' || asked?.action === 'unfreeze'}
        onConfirm={async (reason) => asked && changed(await act(asked.app.appId, asked.action, reason))}
        onClose={() => setAsked(undefined)}
      >
        <p>{asked && words.consequence[asked.action]}</p>
        {asked?.action === 'retire' && asked.app.keyChange?.usedAt === undefined && (
          <Alert type="warning" role="status" showIcon title={words.unused} />
        )}
      </ConfirmWithReason>
    </>
  );
}

function act(appId: string, action: Action, reason: string): Promise<object> {
  switch (action) {
    case 'issue':
      return call('POST /apps/:appId/keys', { appId });
    case 'retire':
      return call('POST /apps/:appId/keys/retire-old', { appId });
    case 'withdraw':
      return call('POST /apps/:appId/keys/withdraw-new', { appId });
    default:
      return call(`POST /apps/:appId/${action}`, { appId, reason });
  }
}

function useColumns(onAction: (app: AppView, action: Action | 'change') => void): DataColumn<AppView>[] {
  const words = useWords(WORDS);
  const reasons = useWords(UNREACHABLE_REASON_NAMES);
  const profiles = useWords(PROFILE_NAMES);
  const may = useMay();
  return [
    {
      key: 'name',
      title: { zh: '名称', en: 'Name' },
      show: ({ name, unreachable }) => (
        <>
          {name}
          {unreachable.map(({ endpoint, reason, seenAt }) => (
            <p key={endpoint} className="cell-warning">
              {words.unreachable(endpoint, reasons[reason])}
              {words.lastNamed} <TimeText at={seenAt} />
            </p>
          ))}
        </>
      ),
    },
    { key: 'id', title: { zh: 'appid', en: 'appid' }, show: ({ appId }) => <code>{appId}</code> },
    { key: 'school', title: { zh: '学校', en: 'School' }, show: ({ schoolName }) => schoolName },
    { key: 'cipher', title: { zh: '加密算法', en: 'Cipher' }, show: ({ cipher }) => <code>{cipher}</code> },
    {
      key: 'spData',
      title: { zh: 'sp_data', en: 'sp_data' },
      show: ({ spDataAsText }) => (spDataAsText ? words.asText : words.asObject),
    },
    {
      key: 'status',
      title: { zh: '状态', en: 'Status' },
      show: ({ frozen }) => (
        <StatusTag status={frozen ? 'frozen' : 'active'} words={APP_STATUS_NAMES} tones={APP_TONES} />
      ),
    },
    {
      key: 'keys',
      title: { zh: '密钥', en: 'Keys' },
      show: ({ keyChange }) => {
        if (!keyChange) return words.oneKey;
        return keyChange.usedAt === undefined ? words.keysIssued : words.keysUsed;
      },
    },
    {
      key: 'requests',
      title: { zh: '接受的请求', en: 'Accepted requests' },
      show: ({ rules }) => (rules.leastVersion === 2 ? words.secondOnly : words.anyVersion),
      isExtra: true,
    },
    {
      key: 'notified',
      title: { zh: '通知的协议', en: 'Notification version' },
      show: ({ rules }) => profiles[rules.notifyProfile],
      isExtra: true,
    },
    ...(['v1', 'v2'] as const).map((version) => ({
      key: version,
      title: SPOKE[version],
      show: ({ spoke }: AppView) => (spoke[version] ? <TimeText at={spoke[version]} /> : words.never),
    })),
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
      show: (app) =>
        may('apps.manage') && (
          <Space>
            {actionsOf(app).map((action) => (
              <Button key={action} size="small" onClick={() => onAction(app, action)}>
                {words.action[action]}
              </Button>
            ))}
          </Space>
        ),
    },
  ];
}

const SPOKE = {
  v1: { zh: '最近使用第一版', en: 'Last used the first version' },
  v2: { zh: '最近使用第二版', en: 'Last used the second version' },
} as const;

function actionsOf({ keyChange, frozen }: AppView): readonly (Action | 'change')[] {
  const keys = keyChange ? (['retire', 'withdraw'] as const) : (['issue'] as const);
  return ['change', ...keys, frozen ? 'unfreeze' : 'freeze'];
}

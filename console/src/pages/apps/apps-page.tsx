import type { AppView } from '@zhixiao/contract/console/apps';
import {
  APP_STATUS_NAMES,
  PROFILE_NAMES,
  UNREACHABLE_REASON_NAMES,
  VERSION_SPOKEN_NAMES,
} from '@zhixiao/contract/words/apps';
import { Button, Space } from 'antd';
import { useState } from 'react';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { type AppAction, actionsOf, useAppDesk } from './app-desk.tsx';
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

/** The partner systems, their keys, and the protocol of each. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  const [version, setVersion] = useState(0);
  const desk = useAppDesk(() => setVersion((before) => before + 1));
  const [filters] = useFilterValues(FILTERS);
  const school = useSchool();
  const columns = useColumns(desk.begin);
  return (
    <>
      {desk.notices}
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
            <Button type="primary" onClick={desk.create}>
              {words.new}
            </Button>
          )
        }
      />
      {desk.dialogs}
    </>
  );
}

function useColumns(onAction: (app: AppView, action: AppAction) => void): DataColumn<AppView>[] {
  const words = useWords(WORDS);
  const reasons = useWords(UNREACHABLE_REASON_NAMES);
  const profiles = useWords(PROFILE_NAMES);
  const may = useMay();
  return [
    {
      key: 'name',
      title: { zh: '名称', en: 'Name' },
      show: ({ appId, name, unreachable }) => (
        <>
          <Link to={`/apps/${appId}`}>{name}</Link>
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
      key: 'keysIssued',
      title: { zh: '密钥签发', en: 'Keys issued' },
      show: ({ keysIssuedAt }) => <TimeText at={keysIssuedAt} />,
      isExtra: true,
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

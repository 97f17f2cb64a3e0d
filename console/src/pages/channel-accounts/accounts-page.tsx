import type { ChannelAccountView } from '@zhixiao/contract/console/channel-accounts';
import { CHANNEL_ACCOUNT_STATUS_NAMES } from '@zhixiao/contract/words/channel-accounts';
import { Button } from 'antd';
import { ChannelText } from '../../components/channel-text.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { NAME_FIELDS, useNameFilter } from '../../components/name-filter.ts';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { goTo } from '../../routing/location.ts';
import { useMay, useSession } from '../../session/session.tsx';
import { ACCOUNT_TONES, WORDS } from './account-words.ts';

/** The merchant accounts that money comes in on. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  return (
    <DataTable
      filters={NAME_FIELDS}
      list="GET /channel-accounts"
      exportAs="GET /channel-accounts/export"
      params={useNameFilter()}
      columns={useColumns()}
      rowKey={({ channelAccountId }) => channelAccountId}
      empty={{ zh: '还没有商户账户', en: 'No merchant accounts yet' }}
      actions={
        may('channels.manage') && (
          <Button type="primary" onClick={() => goTo('/channel-accounts/new')}>
            {words.new}
          </Button>
        )
      }
    />
  );
}

function useColumns(): DataColumn<ChannelAccountView>[] {
  const words = useWords(WORDS);
  const { schools } = useSession();
  return [
    {
      key: 'channel',
      title: { zh: '渠道', en: 'Channel' },
      show: ({ channel }) => <ChannelText channel={channel} />,
    },
    {
      key: 'merchant',
      title: { zh: '商户号', en: 'Merchant' },
      show: ({ merchant, application, channelAccountId }) => (
        <span className="two-lines">
          <span className="copied-text">
            <Link to={`/channel-accounts/${encodeURIComponent(channelAccountId)}`}>
              <span className="number">{merchant ?? channelAccountId}</span>
            </Link>
            <CopyButton text={merchant ?? channelAccountId} />
          </span>
          {application !== undefined && (
            <span>
              {words.application} <span className="number">{application}</span>
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'school',
      title: { zh: '学校', en: 'School' },
      show: ({ schoolId }) => schools.find((school) => school.schoolId === schoolId)?.name ?? schoolId,
    },
    {
      key: 'app',
      title: { zh: '应用', en: 'App' },
      show: ({ appId }) => (appId === undefined ? words.wholeSchool : <code>{appId}</code>),
    },
    {
      key: 'status',
      title: { zh: '状态', en: 'Status' },
      show: ({ enabled, merchant }) => (
        <StatusTag
          status={merchant === undefined ? 'unusable' : enabled ? 'enabled' : 'disabled'}
          words={CHANNEL_ACCOUNT_STATUS_NAMES}
          tones={ACCOUNT_TONES}
        />
      ),
    },
    {
      key: 'created',
      title: { zh: '创建时间', en: 'Created' },
      show: ({ createdAt }) => <TimeText at={createdAt} />,
    },
  ];
}

import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import { BILL_DAY_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import { Descriptions } from 'antd';
import { ChannelText } from '../../components/channel-text.tsx';
import { MerchantText } from '../../components/merchant-text.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS as DAY_WORDS, dayTones } from './day-words.ts';

const THOUSANDTHS = 1000;

const WORDS = {
  zh: {
    day: '账单日',
    school: '学校',
    channel: '渠道',
    merchant: '商户号',
    status: '状态',
    failure: '还没有账单',
    commissions: '手续费',
    fetched: '取得时间',
    evidence: '账单凭据',
    proven: '散列值有渠道签名',
    unproven: '没有签名，仅供核对',
    matched: '相符',
    last: '最近对账',
    by: (name: string) => (name === 'schedule' ? '定时任务' : name),
    locked: '锁定',
  },
  en: {
    day: 'Day',
    school: 'School',
    channel: 'Channel',
    merchant: 'Merchant',
    status: 'Status',
    failure: 'No bill yet',
    commissions: 'Commission',
    fetched: 'Fetched',
    evidence: 'Evidence',
    proven: 'Bill hash signed by the channel',
    unproven: 'Not signed; for comparison only',
    matched: 'Matched',
    last: 'Last compared',
    by: (name: string) => (name === 'schedule' ? 'by schedule' : name),
    locked: 'Locked',
  },
};

/** The figures of a day. */
export function DaySummary({ day }: { day: BillDayView }) {
  const words = useWords(WORDS);
  const { bill, run } = day;
  return (
    <Descriptions
      bordered
      size="small"
      column={{ xs: 1, sm: 2, xl: 3 }}
      items={[
        { key: 'day', label: words.day, children: <span className="figures">{day.date}</span> },
        { key: 'school', label: words.school, children: day.schoolName },
        { key: 'channel', label: words.channel, children: <ChannelText channel={day.channel} /> },
        {
          key: 'merchant',
          label: words.merchant,
          children: (
            <MerchantText
              merchant={day.merchant}
              application={day.application}
              channelAccountId={day.channelAccountId}
            />
          ),
        },
        {
          key: 'status',
          label: words.status,
          children: <StatusTag status={day.status} words={BILL_DAY_STATUS_NAMES} tones={dayTones(day)} />,
        },
        ...(day.failure === undefined || bill
          ? []
          : [{ key: 'failure', label: words.failure, children: <ReasonText stored={day.failure} /> }]),
        ...(bill
          ? [
              {
                key: 'fees',
                label: words.commissions,
                children: <MoneyText fen={Math.round(bill.commission / THOUSANDTHS)} />,
              },
              { key: 'fetched', label: words.fetched, children: <TimeText at={bill.fetchedAt} /> },
              {
                key: 'evidence',
                label: words.evidence,
                children: bill.isProven ? words.proven : words.unproven,
              },
            ]
          : []),
        ...(run ? runItems(words, run) : []),
        ...(day.lockedAt === undefined
          ? []
          : [
              {
                key: 'locked',
                label: words.locked,
                children: (
                  <>
                    {day.lockedByName} <TimeText at={day.lockedAt} />
                  </>
                ),
              },
            ]),
      ]}
    />
  );
}

function runItems(words: (typeof WORDS)['zh'], run: NonNullable<BillDayView['run']>) {
  return [
    { key: 'matched', label: words.matched, children: <Matched run={run} /> },
    {
      key: 'last',
      label: words.last,
      children: (
        <>
          {words.by(run.startedByName)} <TimeText at={run.finishedAt ?? run.startedAt} />
        </>
      ),
    },
  ];
}

function Matched({ run }: { run: NonNullable<BillDayView['run']> }) {
  const words = useWords(DAY_WORDS);
  return <span className="figures">{words.matched(run.matchedRows, run.rowsTotal)}</span>;
}

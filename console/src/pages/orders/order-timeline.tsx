import type { ArchivedPart, TimelineEventKind } from '@zhixiao/contract/codes/orders';
import type { TimelineDetails, TimelineEventView } from '@zhixiao/contract/console/order-timeline';
import { Switch } from 'antd';
import { useState } from 'react';
import { CopiedText } from '../../components/copy-button.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { STORY, storyOf } from './order-story.ts';
import { ANSWER_WORDS, CODE_WORDS, DETAIL_WORDS, EVENT_WORDS, LEDGER_WORDS } from './timeline-words.ts';

const WORDS = {
  zh: {
    title: '经过',
    technical: '显示技术细节',
    archived: (parts: string) => `已归档，不在此显示：${parts}`,
    parts: { callbacks: '渠道回调', attempts: '通知的各次尝试', postings: '记账分录' },
    comma: '、',
  },
  en: {
    title: 'What happened',
    technical: 'Technical details',
    archived: (parts: string) => `Archived, and not shown here: ${parts}`,
    parts: { callbacks: 'channel callbacks', attempts: 'attempts to notify', postings: 'ledger entries' },
    comma: ', ',
  },
};

/** Kept by the browser: who works with partners wants to see it always, a finance office never. */
const TECHNICAL = 'console.technical';

/** What happened to an order: as its school would tell it, or with everything that the systems did. */
export function OrderTimeline({
  events,
  archived,
}: {
  events: readonly TimelineEventView[];
  archived: readonly ArchivedPart[];
}) {
  const words = useWords(WORDS);
  const [isTechnical, setTechnical] = useState(localStorage.getItem(TECHNICAL) === 'true');
  const choose = (next: boolean) => {
    localStorage.setItem(TECHNICAL, String(next));
    setTechnical(next);
  };
  return (
    <section className="part" aria-labelledby="timeline">
      <div className="part-head">
        <h2 id="timeline">{words.title}</h2>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is within */}
        <label className="technical">
          {words.technical} <Switch checked={isTechnical} onChange={choose} />
        </label>
      </div>
      {isTechnical ? <AllEvents events={events} /> : <Story events={events} />}
      {isTechnical && archived.length > 0 && (
        <p className="note">{words.archived(archived.map((part) => words.parts[part]).join(words.comma))}</p>
      )}
    </section>
  );
}

function Story({ events }: { events: readonly TimelineEventView[] }) {
  const words = useWords(STORY);
  return (
    <ol className="story">
      {storyOf(events).map(({ at, what, details }, index) => {
        const [text, ...more] = words[what](details);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no names, and none is ever put between two
          <li key={index} className={toneOf(what, details)}>
            <TimeText at={at} />
            <strong>{text}</strong>
            <span className="note">{more.filter(Boolean).join(' · ')}</span>
          </li>
        );
      })}
    </ol>
  );
}

function AllEvents({ events }: { events: readonly TimelineEventView[] }) {
  const words = useWords(EVENT_WORDS);
  return (
    <ol className="timeline">
      {events.map(({ at, what, details }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no names, and none is ever put between two
        <li key={index} className={`event ${toneOf(what, details)}`}>
          <TimeText at={at} />
          <strong>{words[what]}</strong>
          <Details what={what} details={details} />
        </li>
      ))}
    </ol>
  );
}

const GOOD: ReadonlySet<TimelineEventKind> = new Set([
  'money_received',
  'notification_delivered',
  'refund_succeeded',
  'invoice_issued',
  'invoice_delivered',
]);
const BAD: ReadonlySet<TimelineEventKind> = new Set([
  'notification_exhausted',
  'refund_rejected',
  'refund_abnormal',
  'refund_failed',
  'invoice_failed',
  'invoice_undelivered',
]);

/** In fen. */
const AMOUNTS: ReadonlySet<keyof TimelineDetails> = new Set(['totalAmount', 'paidAmount', 'refundAmount']);

/** What others ask for. */
const NUMBERS: ReadonlySet<keyof TimelineDetails> = new Set([
  'paymentNo',
  'transactionId',
  'callbackId',
  'subjectNo',
  'refundApplicationId',
  'refundId',
  'invoiceNo',
  'number',
]);

function toneOf(
  what: TimelineEventKind,
  { outcome, disposition = 'order' }: TimelineDetails,
): 'good' | 'warning' | 'bad' | 'plain' {
  if (what === 'money_received' && disposition !== 'order') return 'warning';
  if (BAD.has(what) || outcome === 'refused' || outcome === 'unreachable' || outcome === 'not_done')
    return 'bad';
  return GOOD.has(what) || outcome === 'acknowledged' ? 'good' : 'plain';
}

function Details({
  what,
  details: { lines = [], ...details },
}: {
  what: TimelineEventKind;
  details: TimelineDetails;
}) {
  const words = useWords(DETAIL_WORDS);
  const ledger = useWords(LEDGER_WORDS);
  const names = (Object.keys(details) as (keyof typeof details)[]).filter((name) => details[name] !== '');
  return (
    <span className="event-details">
      {names.map((name) => (
        <span key={name}>
          {words[name]} <Detail what={what} details={details} name={name} />
        </span>
      ))}
      {lines.map(({ account, amount }) => (
        <span key={account}>
          {amount > 0 ? ledger.debit : ledger.credit} {ledger.accounts[account]}{' '}
          <MoneyText fen={Math.abs(amount)} />
        </span>
      ))}
    </span>
  );
}

function Detail({
  what,
  details,
  name,
}: {
  what: TimelineEventKind;
  details: TimelineDetails;
  name: Exclude<keyof TimelineDetails, 'lines'>;
}) {
  const codes: Readonly<Record<string, Readonly<Record<string, string>>>> = useWords(CODE_WORDS);
  const answers = useWords(ANSWER_WORDS);
  const value = details[name];
  if (AMOUNTS.has(name)) return <MoneyText fen={Number(value)} />;
  if (NUMBERS.has(name)) return <CopiedText text={String(value)} />;
  const text = String(value);
  const said = codes[name]?.[text] ?? (name === 'detail' || name === 'reason' ? answers[text] : undefined);
  if (said !== undefined) return said;
  // what a partner answered is a detail too, and nobody's sentence
  const isReason = name === 'failure' || (name === 'detail' && what === 'invoice_attempt');
  return isReason ? <ReasonText stored={text} /> : <code>{text}</code>;
}

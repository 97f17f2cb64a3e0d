import type { TimelineEventKind } from '@zhixiao/contract/codes/orders';
import type { TimelineDetails, TimelineEventView } from '@zhixiao/contract/console/order-timeline';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { ANSWER_WORDS, CODE_WORDS, DETAIL_WORDS, EVENT_WORDS, LEDGER_WORDS } from './timeline-words.ts';

/** Everything that happened to an order, oldest first. */
export function OrderTimeline({ events }: { events: readonly TimelineEventView[] }) {
  const words = useWords(EVENT_WORDS);
  return (
    <ol className="timeline">
      {events.map(({ at, what, details }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no names, and none is ever put between two
        <li key={index} className={`event ${toneOf(what, details)}`}>
          <TimeText at={at} />
          <strong>{words[what]}</strong>
          <Details details={details} />
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

function toneOf(
  what: TimelineEventKind,
  { outcome, disposition = 'order' }: TimelineDetails,
): 'good' | 'warning' | 'bad' | 'plain' {
  if (what === 'money_received' && disposition !== 'order') return 'warning';
  if (BAD.has(what) || outcome === 'refused' || outcome === 'unreachable' || outcome === 'not_done')
    return 'bad';
  return GOOD.has(what) || outcome === 'acknowledged' ? 'good' : 'plain';
}

function Details({ details: { lines = [], ...details } }: { details: TimelineDetails }) {
  const words = useWords(DETAIL_WORDS);
  const ledger = useWords(LEDGER_WORDS);
  const names = (Object.keys(details) as (keyof typeof details)[]).filter((name) => details[name] !== '');
  return (
    <span className="event-details">
      {names.map((name) => (
        <span key={name}>
          {words[name]} <Detail details={details} name={name} />
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
  details,
  name,
}: {
  details: TimelineDetails;
  name: Exclude<keyof TimelineDetails, 'lines'>;
}) {
  const codes: Readonly<Record<string, Readonly<Record<string, string>>>> = useWords(CODE_WORDS);
  const answers = useWords(ANSWER_WORDS);
  const value = details[name];
  if (AMOUNTS.has(name)) return <MoneyText fen={Number(value)} />;
  const text = String(value);
  const said = codes[name]?.[text] ?? (name === 'detail' || name === 'reason' ? answers[text] : undefined);
  return said === undefined ? <code>{text}</code> : said;
}

import type { OrderProblemView, OrderTimelineView } from '@zhixiao/contract/console/orders';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { Button } from 'antd';
import { MoneyText } from '../../components/money-text.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { ADVICE, SEVERITY } from '../overview/problem-advice.ts';
import { ACTION_WORDS, type Desk, refundableNow } from './order-desk.ts';

const WORDS = {
  zh: {
    title: '需要处理',
    since: '自',
    again: '重新退款',
    back: '退回付款人',
    dismiss: '办结',
    decide: '查看并审核',
  },
  en: {
    title: 'Needs attention',
    since: 'since',
    again: 'Refund again',
    back: 'Refund the payer',
    dismiss: 'Dismiss',
    decide: 'View and decide',
  },
};

/** What is wrong with the order, each with its cure and the button that brings it about. */
export function OrderTroubles({ timeline, desk }: { timeline: OrderTimelineView; desk: Desk }) {
  const words = useWords(WORDS);
  const names = useWords(PROBLEM_NAMES);
  const advice = useWords(ADVICE);
  if (timeline.problems.length === 0) return null;
  return (
    <section className="troubles" aria-label={words.title}>
      {timeline.problems.map((problem) => {
        const { kind, number, amount, since, failure } = problem;
        return (
          <article key={`${kind} ${number}`} className={`trouble ${SEVERITY[kind]}`}>
            <div>
              <h2>
                {names[kind]} <MoneyText fen={amount} />
              </h2>
              <p>{advice[kind]}</p>
              <p className="note">
                {failure && (
                  <>
                    <ReasonText stored={failure} /> ·{' '}
                  </>
                )}
                {words.since} <TimeText at={since} />
              </p>
            </div>
            <div className="trouble-actions">
              <Cure problem={problem} timeline={timeline} desk={desk} />
            </div>
          </article>
        );
      })}
    </section>
  );
}

/** What can be done about a problem here, by who may. */
function Cure(props: { problem: OrderProblemView; timeline: OrderTimelineView; desk: Desk }) {
  const { problem, timeline, desk } = props;
  const { kind, number, amount } = problem;
  const words = useWords(WORDS);
  const actions = useWords(ACTION_WORDS);
  const may = useMay();
  const mayOperate = may('orders.operate');
  const act = (action: 'ask' | 'resend' | 'retry' | 'file' | 'deliver') =>
    mayOperate && (
      <Button loading={desk.doing === action} onClick={() => desk.act(action)}>
        {actions[action]}
      </Button>
    );
  switch (kind) {
    case 'notification_exhausted':
      return act('resend');
    case 'wrong_amount_held':
    case 'refund_failed': {
      const payments = may('refunds.request') ? refundableNow(timeline) : [];
      const payment =
        kind === 'refund_failed'
          ? payments.find(({ paymentNo }) => paymentNo === paymentOf(timeline, number))
          : payments.find(({ paymentNo }) => paymentNo === number);
      return (
        <>
          {kind === 'refund_failed' && may('refunds.request') && (
            <Button onClick={() => desk.open({ dismissal: { refundId: number, amount: amount ?? 0 } })}>
              {words.dismiss}
            </Button>
          )}
          {payment && (
            <Button
              type="primary"
              onClick={() => desk.open({ refund: payment, ...(amount === undefined ? {} : { amount }) })}
            >
              {kind === 'refund_failed' ? words.again : words.back}
            </Button>
          )}
        </>
      );
    }
    case 'refund_application_waiting':
      return <Link to={`/refund-applications/${number}`}>{words.decide}</Link>;
    case 'invoice_failed':
      return (
        <>
          {act('retry')}
          {mayOperate && <Button onClick={() => desk.open('invoice')}>{actions.correct}</Button>}
        </>
      );
    case 'invoice_blocked':
      return act('retry');
    case 'invoice_unfiled':
      return act('file');
    case 'invoice_undelivered':
      return act('deliver');
    case 'invoice_late':
    case 'endpoint_dead':
      return null;
    default:
      return act('ask');
  }
}

/** The payment that a refund is of. */
function paymentOf({ events }: OrderTimelineView, refundId: string): string | undefined {
  return events.find(({ what, details }) => what === 'refund_started' && details.refundId === refundId)
    ?.details.paymentNo;
}

import { RESENDABLE } from '@zhixiao/contract/codes/workbench';
import type { AttemptView, CheckView, RequestRow } from '@zhixiao/contract/console/workbench';
import { ATTEMPT_OUTCOME_NAMES, NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { REQUEST_OUTCOME_NAMES } from '@zhixiao/contract/words/requests';
import { Alert, Table } from 'antd';
import type { ReactNode } from 'react';
import { ChannelText } from '../../components/channel-text.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import type { NoticeText } from '../../components/notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { ADVICE, STATE_NAMES, STATE_TONES, type StretchState, VERDICT_KINDS, WORDS } from './check-words.ts';
import { REQUEST_TONES } from './request-words.ts';
import { Refused } from './requests-page.tsx';
import { ResendButton } from './resend-button.tsx';

/** The way of one order: the verdict with its cure, and each stretch. */
export function CheckedOrder(props: {
  check: CheckView;
  requests: readonly RequestRow[];
  onResent: (notice: NoticeText) => void;
}) {
  const { check, requests, onResent } = props;
  const { verdict, order } = check;
  const { aside } = useWords(MARKS);
  const advice = useWords(ADVICE)[verdict];
  return (
    <article className="steps">
      {order && <h3>{aside(order.outTradeNo, order.appName)}</h3>}
      <Alert
        type={VERDICT_KINDS[verdict]}
        role="status"
        showIcon
        title={advice.verdict}
        description={
          <>
            <p>{advice.cure}</p>
            {order && RESENDABLE.includes(verdict) && (
              <ResendButton orderId={order.orderId} isPrimary onDone={onResent} />
            )}
          </>
        }
      />
      <Stretches check={check} requests={requests} />
    </article>
  );
}

function Stretches({ check, requests }: { check: CheckView; requests: readonly RequestRow[] }) {
  const words = useWords(WORDS);
  const { order, payments, notification } = check;
  const isPaid = order?.status === 'paid';
  return (
    <ul>
      <Stretch name={words.request} state={requests.length > 0 || order ? 'passed' : 'failed'}>
        <Requests requests={requests} isCreated={order !== undefined} />
      </Stretch>
      <Stretch name={words.order} state={order ? 'passed' : requests.length > 0 ? 'failed' : 'skipped'}>
        {order && <OrderFacts order={order} />}
      </Stretch>
      <Stretch
        name={words.payment}
        state={isPaid ? 'passed' : order ? paymentState(order.status) : 'skipped'}
      >
        {order && payments.length === 0 && <p>{words.noPayment}</p>}
        {payments.map((payment) => (
          <Payment key={payment.startedAt} payment={payment} />
        ))}
      </Stretch>
      <Stretch name={words.notification} state={notificationState(check)}>
        {notification && <Notification notification={notification} />}
      </Stretch>
    </ul>
  );
}

function paymentState(status: 'pending' | 'paid' | 'closed'): StretchState {
  return status === 'pending' ? 'waiting' : 'failed';
}

function notificationState({ order, notification }: CheckView): StretchState {
  if (order?.status !== 'paid') return 'skipped';
  if (notification?.status === 'delivered') return 'passed';
  if (notification?.status === 'exhausted') return 'failed';
  return (notification?.attempts.length ?? 0) > 0 ? 'failed' : 'waiting';
}

function Stretch({ name, state, children }: { name: string; state: StretchState; children: ReactNode }) {
  return (
    <li>
      <span className="step-name">{name}</span>
      <StatusTag status={state} words={STATE_NAMES} tones={STATE_TONES} />
      {children}
    </li>
  );
}

function Requests({ requests, isCreated }: { requests: readonly RequestRow[]; isCreated: boolean }) {
  const words = useWords(WORDS);
  if (requests.length === 0) return <p>{isCreated ? words.notKept : words.noRequest}</p>;
  return (
    <>
      <p>{words.requests(requests.length)}</p>
      {requests.map((request) => (
        <p key={request.requestId}>
          <TimeText at={request.at} /> <code>{request.interfaceName}</code>{' '}
          <StatusTag status={request.outcome} words={REQUEST_OUTCOME_NAMES} tones={REQUEST_TONES} />{' '}
          {request.step && <Refused step={request.step} message={request.message} />}
          <code className="details note">{request.requestId}</code>
        </p>
      ))}
    </>
  );
}

function OrderFacts({ order }: { order: NonNullable<CheckView['order']> }) {
  const statuses = useWords(ORDER_STATUS_NAMES);
  return (
    <p>
      <TimeText at={order.createdAt} /> <code>{order.orderId}</code> {statuses[order.status]}{' '}
      <MoneyText fen={order.totalAmount} />
    </p>
  );
}

function Payment({ payment }: { payment: CheckView['payments'][number] }) {
  const words = useWords(WORDS);
  return (
    <p>
      <TimeText at={payment.startedAt} /> <ChannelText channel={payment.channel} /> {words.begun}
      {payment.paidAt !== undefined && (
        <>
          {' · '}
          <TimeText at={payment.paidAt} /> {words.paid}
        </>
      )}
      {payment.isInDoubt && payment.paidAt === undefined && ` · ${words.doubtful}`}
    </p>
  );
}

function Notification({ notification }: { notification: NonNullable<CheckView['notification']> }) {
  const words = useWords(WORDS);
  const statuses = useWords(NOTIFICATION_STATUS_NAMES);
  const outcomes = useWords(ATTEMPT_OUTCOME_NAMES);
  const { before } = useWords(MARKS);
  return (
    <>
      <p>
        {statuses[notification.status]} <code className="details">{notification.address}</code>
      </p>
      {notification.nextAttemptAt !== undefined && (
        <p>
          {before(words.next)}
          <TimeText at={notification.nextAttemptAt} />
        </p>
      )}
      {notification.attempts.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className="table-scroll" tabIndex={0} aria-label={words.attempts}>
          <Table<AttemptView>
            size="small"
            rowKey="attempt"
            dataSource={[...notification.attempts]}
            pagination={false}
            columns={[
              { title: words.attempt, align: 'right', render: (_, { attempt }) => attempt },
              { title: words.at, render: (_, { at }) => <TimeText at={at} /> },
              {
                title: words.answer,
                render: (_, { outcome, httpStatus, detail }) => (
                  <>
                    {outcomes[outcome]}
                    {httpStatus !== undefined && ` HTTP ${httpStatus}`}
                    <code className="glance note">{detail}</code>
                  </>
                ),
              },
              { title: words.took, align: 'right', render: (_, { durationMs }) => durationMs },
            ]}
          />
        </section>
      )}
    </>
  );
}

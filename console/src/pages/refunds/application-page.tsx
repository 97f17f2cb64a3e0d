import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import { REFUND_APPLICATION_STATUS_NAMES, REFUND_STATUS_NAMES } from '@zhixiao/contract/words/refunds';
import { Button, Spin } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { MoneyText } from '../../components/money-text.tsx';
import { News, useNews } from '../../components/news.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { ApplicationFacts } from './application-facts.tsx';
import { type Deciding, DecisionDialog } from './decision-dialog.tsx';
import { APPLICATION_TONES, isUnderWay, REFUND_TONES } from './refund-words.ts';

const WORDS = {
  zh: {
    approve: '通过并退款',
    reject: '驳回',
    own: '这是您自己的申请，须由另一人审核。',
    decided: (by: string) => `${by} 审核于 `,
    order: '查看订单全部经过',
    all: '全部待审核的退款',
  },
  en: {
    approve: 'Approve and refund',
    reject: 'Reject',
    own: 'You requested this refund. Another operator decides.',
    decided: (by: string) => `Decided by ${by} at `,
    order: 'Everything about the order',
    all: 'All refunds to approve',
  },
};

/** One refund to decide about, as a message to an approver leads to: on a phone, everything without scrolling sideways. */
export function Page({ refundApplicationId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const { answer, error, reload, lookAgain } = useAnswer('GET /refund-applications/:refundApplicationId', {
    refundApplicationId,
  });
  const [notice, setNotice] = useState<NoticeText>();
  const news = useNews(lookAgain, answer !== undefined && isUnderWay(answer), useStanding(answer));
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <div className="decision part">
      <RefusalAlert error={error} onRetry={reload} />
      <Notice notice={notice} />
      <News text={news} />
      <p className="decided-amount">
        <MoneyText fen={answer.refundAmount} />
        <StatusTag status={answer.status} words={REFUND_APPLICATION_STATUS_NAMES} tones={APPLICATION_TONES} />
        {answer.refundStatus && (
          <StatusTag status={answer.refundStatus} words={REFUND_STATUS_NAMES} tones={REFUND_TONES} />
        )}
      </p>
      {answer.refundFailure && (
        <p>
          <ReasonText stored={answer.refundFailure} />
        </p>
      )}
      <p>
        {answer.appName} <TimeText at={answer.requestedAt} />
      </p>
      <ApplicationFacts application={answer} />
      {answer.needsApproval && answer.decidedByName !== undefined && answer.decidedAt !== undefined && (
        <p>
          {words.decided(answer.decidedByName)}
          <TimeText at={answer.decidedAt} /> {answer.note}
        </p>
      )}
      <Decision application={answer} onDone={setNotice} onChanged={reload} />
      <p>
        <Link to={`/orders/${answer.orderId}`}>{words.order}</Link>
      </p>
      <p>
        <Link to="/refund-applications">{words.all}</Link>
      </p>
    </div>
  );
}

/** How it stands, in words. */
function useStanding(application: RefundApplicationRow | undefined): string | undefined {
  const statuses = useWords(REFUND_APPLICATION_STATUS_NAMES);
  const refunds = useWords(REFUND_STATUS_NAMES);
  if (!application) return undefined;
  const { status, refundStatus } = application;
  return [statuses[status], refundStatus && refunds[refundStatus]].filter(Boolean).join(' · ');
}

function Decision(props: {
  application: RefundApplicationRow;
  onDone: (notice: NoticeText | undefined) => void;
  onChanged: () => void;
}) {
  const { application, onDone, onChanged } = props;
  const { status, requestedBy } = application;
  const words = useWords(WORDS);
  const may = useMay();
  const { account } = useSession();
  const [deciding, setDeciding] = useState<Deciding>();
  if (status !== 'pending' || !may('refunds.decide')) return null;
  if (requestedBy === account) return <p>{words.own}</p>;
  return (
    <>
      <div className="decision-buttons">
        <Button size="large" danger onClick={() => setDeciding({ application, to: 'reject' })}>
          {words.reject}
        </Button>
        <Button size="large" type="primary" onClick={() => setDeciding({ application, to: 'approve' })}>
          {words.approve}
        </Button>
      </div>
      <DecisionDialog
        deciding={deciding}
        onDone={onDone}
        onChanged={onChanged}
        onClose={() => setDeciding(undefined)}
      />
    </>
  );
}

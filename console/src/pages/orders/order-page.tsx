import { Spin } from 'antd';
import { useCallback } from 'react';
import { CallError, look } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { News, useNews } from '../../components/news.tsx';
import { Notice } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { OrderActions } from './order-actions.tsx';
import { useOrderDesk } from './order-desk.ts';
import { OrderDialogs } from './order-dialogs.tsx';
import { OrderFacts } from './order-facts.tsx';
import { OrderHead, useProgressText } from './order-head.tsx';
import { OrderMoney } from './order-money.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { OrderTroubles } from './order-troubles.tsx';

/** One order: how it stands, what is wrong and what can be done about it, where its money is, and what happened. */
export function Page({ orderId = '' }: Readonly<Record<string, string>>) {
  const { answer, error, reload, lookAgain } = useAnswer('GET /orders/:orderId', { orderId });
  const desk = useOrderDesk(orderId, reload);
  const news = useNews(
    useLook(orderId, answer?.version, lookAgain),
    answer?.isUnderWay ?? false,
    useProgressText(answer),
  );
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <RefusalAlert error={error} onRetry={reload} />
      <OrderActions timeline={answer} desk={desk} />
      <RefusalAlert error={desk.error} />
      <Notice notice={desk.notice} />
      <News text={news} />
      <OrderHead timeline={answer} />
      <OrderTroubles timeline={answer} desk={desk} />
      <div className="order-columns">
        <div>
          <OrderMoney timeline={answer} />
          <OrderTimeline events={answer.events} archived={answer.archived} />
        </div>
        <OrderFacts timeline={answer} />
      </div>
      <OrderDialogs timeline={answer} desk={desk} onRefused={reload} />
    </>
  );
}

/** Looks whether the order is another by now; only then it is read, which the audit log has as a look at the order. */
function useLook(orderId: string, version: string | undefined, readAgain: () => void): () => void {
  return useCallback(() => {
    look('GET /orders/:orderId/version', { orderId }).then(
      (now) => now.version !== version && readAgain(),
      (error) => {
        // without an answer the next look finds out
        if (!(error instanceof CallError)) throw error;
      },
    );
  }, [orderId, version, readAgain]);
}

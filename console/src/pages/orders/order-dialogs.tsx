import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { useWords } from '../../language/language.tsx';
import { DismissRefundDialog } from '../overview/dismiss-refund.tsx';
import { useOutcomeNotice } from '../refunds/use-outcome-notice.ts';
import { InvoiceDialog } from './invoice-dialog.tsx';
import { ACTION_WORDS, type Desk } from './order-desk.ts';
import { RefundDialog } from './refund-dialog.tsx';

const WORDS = {
  zh: {
    cancelAdvice: '先在渠道关闭，再关闭订单。若付款人已经支付，订单会变为已支付。',
    cancelled: { closed: '订单已关闭', paid: '付款人已经支付，订单已变为已支付', pending: '订单正在关闭' },
    invoiced: '已申请开票',
    reverseAdvice: '票据将整张作废，且不再自动重开。',
    reversing: '票据正在红冲',
    dismissed: '已办结',
  },
  en: {
    cancelAdvice: 'The order is first closed at the channel. If it was paid there already, it becomes paid.',
    cancelled: {
      closed: 'Closed',
      paid: 'The order was paid before it could be cancelled',
      pending: 'Being closed',
    },
    invoiced: 'Invoice requested',
    reverseAdvice: 'The whole invoice is cancelled and no new one is issued.',
    reversing: 'Being reversed',
    dismissed: 'Dismissed',
  },
};

/** What is asked before something is done about an order that cannot be undone. */
export function OrderDialogs(props: { timeline: OrderTimelineView; desk: Desk; onRefused: () => void }) {
  const { timeline, desk, onRefused } = props;
  const { orderId } = timeline.order;
  const words = useWords(WORDS);
  const actions = useWords(ACTION_WORDS);
  const outcomeNotice = useOutcomeNotice();
  const { dialog, done } = desk;
  const closing = { onRefused, onClose: () => desk.open(undefined) };
  const refunding = typeof dialog === 'object' && 'refund' in dialog ? dialog : undefined;
  return (
    <>
      <ConfirmWithReason
        title={actions.cancel}
        isOpen={dialog === 'cancel'}
        isDangerous
        onConfirm={async (reason) => {
          const { status } = await call('POST /orders/:orderId/cancel', { orderId, reason });
          done({ text: words.cancelled[status] });
        }}
        {...closing}
      >
        <p>{words.cancelAdvice}</p>
      </ConfirmWithReason>
      <ConfirmWithReason
        title={actions.reverse}
        isOpen={dialog === 'reverse'}
        isDangerous
        onConfirm={async (reason) => {
          await call('POST /orders/:orderId/invoice/reverse', { orderId, reason });
          done({ text: words.reversing });
        }}
        {...closing}
      >
        <p>{words.reverseAdvice}</p>
      </ConfirmWithReason>
      <InvoiceDialog
        order={timeline.order}
        isOpen={dialog === 'invoice'}
        onAsked={() => done({ text: words.invoiced })}
        {...closing}
      />
      <RefundDialog
        orderId={orderId}
        payment={refunding?.refund}
        amount={refunding?.amount}
        approvalAbove={timeline.approvalAbove}
        onRefunded={(outcome) => done(outcomeNotice(outcome))}
        {...closing}
      />
      <DismissRefundDialog
        refund={typeof dialog === 'object' && 'dismissal' in dialog ? dialog.dismissal : undefined}
        onChanged={() => done({ text: words.dismissed })}
        onClose={closing.onClose}
      />
    </>
  );
}

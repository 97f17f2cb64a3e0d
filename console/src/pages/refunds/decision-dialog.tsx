import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import type { ReactNode } from 'react';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import type { NoticeText } from '../../components/notice.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useOutcomeNotice } from './use-outcome-notice.ts';

const WORDS = {
  zh: {
    approve: '通过',
    reject: '驳回',
    approving: (amount: string) => `通过并退款 ¥${amount}`,
    rejecting: (amount: string) => `驳回退款 ¥${amount}`,
    note: '审核意见',
  },
  en: {
    approve: 'Approve',
    reject: 'Reject',
    approving: (amount: string) => `Approve and refund ¥${amount}`,
    rejecting: (amount: string) => `Reject the refund of ¥${amount}`,
    note: 'Note',
  },
};

/** What an approver is about to say of an application. */
export interface Deciding {
  readonly application: RefundApplicationRow;
  readonly to: 'approve' | 'reject';
}

/** Approves or rejects an application, with a note. */
export function DecisionDialog(props: {
  deciding: Deciding | undefined;
  onDone: (notice: NoticeText | undefined) => void;
  /** The application may not stand as it did. */
  onChanged: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { deciding, onDone, onChanged, onClose, children } = props;
  const words = useWords(WORDS);
  const outcomeNotice = useOutcomeNotice();
  const isRejecting = deciding?.to === 'reject';
  const amount = yuan(deciding?.application.refundAmount ?? 0);
  return (
    <ConfirmWithReason
      title={isRejecting ? words.rejecting(amount) : words.approving(amount)}
      isOpen={deciding !== undefined}
      isDangerous={isRejecting}
      okText={isRejecting ? words.reject : words.approve}
      reasonLabel={words.note}
      onConfirm={async (note) => {
        if (!deciding) return;
        const { refundApplicationId } = deciding.application;
        const outcome = await call(`POST /refund-applications/:refundApplicationId/${deciding.to}`, {
          refundApplicationId,
          note,
        });
        onDone(outcomeNotice(outcome));
        onChanged();
      }}
      onRefused={onChanged}
      onClose={onClose}
    >
      {children}
    </ConfirmWithReason>
  );
}

import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import { call } from '../../api/call.ts';
import { BulkDialog } from '../../components/bulk-dialog.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useOutcomeNotice } from './use-outcome-notice.ts';

const WORDS = {
  zh: {
    approve: '逐笔通过',
    reject: '逐笔驳回',
    approving: (count: number, amount: string) => `通过 ${count} 笔退款，共 ¥${amount}`,
    rejecting: (count: number, amount: string) => `驳回 ${count} 笔退款，共 ¥${amount}`,
    note: '审核意见（写入每一笔）',
  },
  en: {
    approve: 'Approve each',
    reject: 'Reject each',
    approving: (count: number, amount: string) =>
      count === 1 ? `Approve 1 refund of ¥${amount}` : `Approve ${count} refunds of ¥${amount} in all`,
    rejecting: (count: number, amount: string) =>
      count === 1 ? `Reject 1 refund of ¥${amount}` : `Reject ${count} refunds of ¥${amount} in all`,
    note: 'Note (for each of them)',
  },
};

/** The applications that an approver is about to decide about together. */
export interface Many {
  readonly rows: readonly RefundApplicationRow[];
  readonly to: 'approve' | 'reject';
}

/** Approves or rejects several applications with one note, each by itself, and shows how each went. */
export function DecideMany(props: { many: Many | undefined; onDone: () => void; onClose: () => void }) {
  const { many, onDone, onClose } = props;
  const words = useWords(WORDS);
  const outcomeNotice = useOutcomeNotice();
  const rows = many?.rows ?? [];
  const amount = yuan(rows.reduce((sum, { refundAmount }) => sum + refundAmount, 0));
  const isRejecting = many?.to === 'reject';
  return (
    <BulkDialog
      title={isRejecting ? words.rejecting(rows.length, amount) : words.approving(rows.length, amount)}
      items={rows.map((row) => ({
        key: row.refundApplicationId,
        text: (
          <>
            {[row.userName, row.body].filter(Boolean).join(' · ')} <MoneyText fen={row.refundAmount} />
          </>
        ),
      }))}
      isOpen={many !== undefined}
      isDangerous={isRejecting}
      okText={isRejecting ? words.reject : words.approve}
      reasonLabel={words.note}
      act={async ({ key }, note) => {
        const outcome = await call(
          `POST /refund-applications/:refundApplicationId/${isRejecting ? 'reject' : 'approve'}`,
          { refundApplicationId: key, note },
        );
        const { text, isFailure = false } = outcomeNotice(outcome);
        return { text, isFailure };
      }}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

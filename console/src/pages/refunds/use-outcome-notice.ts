import type { RefundOutcome } from '@zhixiao/contract/console/refunds';
import { reasonIn } from '@zhixiao/contract/words/reasons';
import type { NoticeText } from '../../components/notice.tsx';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    pending: '退款超过单人限额，已提交，等待另一人审核',
    rejected: '退款申请已驳回',
    processing: '退款已提交渠道',
    succeeded: '退款成功',
    failed: (failure: string) => `退款失败，款项未退：${reasonIn('zh', failure)}`,
  },
  en: {
    pending: 'Above your limit: another operator has to approve it',
    rejected: 'Rejected; no money is refunded',
    processing: 'Sent to the channel',
    succeeded: 'Refunded',
    failed: (failure: string) => `Not refunded: ${reasonIn('en', failure)}`,
  },
};

/** What to say of a refund that was asked for or agreed to just now: the channel may have refused it at once. */
export function useOutcomeNotice(): (outcome: RefundOutcome) => NoticeText {
  const words = useWords(WORDS);
  return ({ status, refundStatus, refundFailure = '' }) => {
    if (status !== 'approved') return { text: words[status] };
    if (refundStatus === 'failed') return { text: words.failed(refundFailure), isFailure: true };
    return { text: words[refundStatus ?? 'processing'] };
  };
}

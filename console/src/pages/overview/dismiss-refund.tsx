import { Button } from 'antd';
import { call } from '../../api/call.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    done: '办结',
    title: (amount: string) => `办结失败的退款 ¥${amount}`,
    advice: '用于款项已用其他方式退还等情况：不再列为待处理，渠道不会退款。需要重新退款的，请到订单页退款。',
  },
  en: {
    done: 'Dismiss',
    title: (amount: string) => `Dismiss the failed refund of ¥${amount}`,
    advice:
      'For money that was returned another way. The refund is taken off this list; no money moves. To refund again, open the order.',
  },
};

/** Takes a failed refund off the list without another refund. */
export function DismissButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="small" onClick={onClick}>
      {useWords(WORDS).done}
    </Button>
  );
}

/** Asks why no other refund is needed; open while there is one to dismiss. */
export function DismissRefundDialog(props: {
  /** The amount in fen. */
  refund: { readonly refundId: string; readonly amount: number } | undefined;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { refund, onChanged, onClose } = props;
  const words = useWords(WORDS);
  return (
    <ConfirmWithReason
      title={words.title(yuan(refund?.amount ?? 0))}
      isOpen={refund !== undefined}
      onConfirm={async (reason) => {
        if (!refund) return;
        await call('POST /refunds/:refundId/dismiss', { refundId: refund.refundId, reason });
        onChanged();
      }}
      onRefused={onChanged}
      onClose={onClose}
    >
      <p>{words.advice}</p>
    </ConfirmWithReason>
  );
}

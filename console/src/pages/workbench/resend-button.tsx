import { Button } from 'antd';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import type { NoticeText } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';

const WORDS = {
  zh: {
    resend: '补发',
    resent: '已立即补发；未确认时按完整的间隔继续通知',
    notResent: '没有补发：没有可发的通知，或正在发送',
  },
  en: {
    resend: 'Resend',
    resent: 'Resent, and retried on the full schedule until it is acknowledged',
    notResent: 'Not resent: there is no notification, or it is being sent right now',
  },
};

/** Sends the notification of an order again, for who may. */
export function ResendButton(props: {
  orderId: string;
  isPrimary?: boolean;
  onDone: (notice: NoticeText) => void;
}) {
  const { orderId, isPrimary = false, onDone } = props;
  const words = useWords(WORDS);
  const may = useMay();
  const resend = useAction(async () => {
    const { resent } = await call('POST /workbench/orders/:orderId/resend', { orderId });
    onDone({ text: resent ? words.resent : words.notResent, isFailure: !resent });
  });
  if (!may('workbench.resend')) return null;
  return (
    <>
      <Button
        type={isPrimary ? 'primary' : 'default'}
        size={isPrimary ? 'middle' : 'small'}
        loading={resend.isBusy}
        onClick={() => void resend.run()}
      >
        {words.resend}
      </Button>
      <RefusalAlert error={resend.error} />
    </>
  );
}

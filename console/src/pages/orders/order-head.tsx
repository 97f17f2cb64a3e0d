import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { LineIcon } from '../../components/line-icon.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { StatusTag, type Tone } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { type Progress, progressOf } from './order-progress.ts';
import { ORDER_TONES } from './order-words.ts';

const WORDS = {
  zh: {
    progress: '进度',
    ordered: '下单',
    paid: '支付',
    notified: '通知',
    refunded: '退款',
    invoiced: '票据',
    state: { done: '已完成', now: '进行中', bad: '有问题', none: '未开始' },
    notification: { none: '未通知', delivered: '已送达', exhausted: '通知用尽' },
    notifying: (attempts: number) => (attempts === 0 ? '通知中' : `已试 ${attempts} 次`),
    noInvoice: '未开票',
  },
  en: {
    progress: 'Progress',
    ordered: 'Order',
    paid: 'Payment',
    notified: 'Notice',
    refunded: 'Refund',
    invoiced: 'Invoice',
    state: { done: 'done', now: 'under way', bad: 'needs attention', none: 'not begun' },
    notification: { none: 'Not sent', delivered: 'Delivered', exhausted: 'Given up' },
    notifying: (attempts: number) => (attempts === 0 ? 'Sending' : `${attempts} tried`),
    noInvoice: 'None',
  },
};

const REFUND_WORDS = {
  zh: {
    none: '无退款',
    waiting: '退款待审核',
    refunding: '退款中',
    abnormal: '退款异常',
    failed: '退款失败',
    part: '部分退款',
    whole: '全额退款',
  },
  en: {
    none: 'None',
    waiting: 'Awaiting approval',
    refunding: 'Being refunded',
    abnormal: 'Refund abnormal',
    failed: 'Refund failed',
    part: 'Partly refunded',
    whole: 'Refunded',
  },
};
/** Within a step that says of what. */
const REFUND_STEP_WORDS = {
  zh: {
    ...REFUND_WORDS.zh,
    waiting: '待审核',
    abnormal: '异常',
    failed: '失败',
    part: '部分',
    whole: '全额',
  },
  en: {
    ...REFUND_WORDS.en,
    waiting: 'To approve',
    refunding: 'Under way',
    abnormal: 'Abnormal',
    failed: 'Failed',
    part: 'In part',
    whole: 'In full',
  },
};
const REFUND_TONES: Readonly<Record<keyof typeof REFUND_WORDS.zh, Tone>> = {
  none: 'over',
  waiting: 'warning',
  refunding: 'open',
  abnormal: 'bad',
  failed: 'bad',
  part: 'over',
  whole: 'over',
};

/** What decides: how much, whose, how it stands, and how far it has come. */
export function OrderHead({ timeline }: { timeline: OrderTimelineView }) {
  const { order } = timeline;
  const progress = progressOf(timeline);
  const payer = [order.userName, order.userNo].filter(Boolean).join(' ');
  return (
    <section className="part order-head">
      <div>
        <p className="hero">
          <MoneyText fen={order.totalAmount} />{' '}
          <StatusTag status={order.status} words={ORDER_STATUS_NAMES} tones={ORDER_TONES} />
          {progress.refunded.word !== 'none' && (
            <StatusTag status={progress.refunded.word} words={REFUND_WORDS} tones={REFUND_TONES} />
          )}
        </p>
        <p className="whose">
          {payer !== '' && <strong>{payer}</strong>} {order.body}
        </p>
        <p className="note">
          {order.schoolName} · {order.appName}
        </p>
      </div>
      <Steps progress={progress} />
    </section>
  );
}

function Steps({ progress }: { progress: Progress }) {
  const words = useWords(WORDS);
  const texts = useProgressTexts(progress);
  return (
    <ol className="steps-line" aria-label={words.progress}>
      {NAMES.map((name) => {
        const { state } = progress[name];
        return (
          <li key={name} className={state}>
            <span className="step-mark">
              <LineIcon drawing={DRAWINGS[state]} />
            </span>
            <strong>{words[name]}</strong>
            <span className="unseen">{words.state[state]}</span>
            <span className="note">{texts[name]}</span>
            <span className="note step-time">{timeOf(progress, name)}</span>
          </li>
        );
      })}
    </ol>
  );
}

const NAMES = ['ordered', 'paid', 'notified', 'refunded', 'invoiced'] as const;

/** A tick, three dots, an exclamation mark, a dash. */
const DRAWINGS = {
  done: 'M5 10.5 8.5 14 15 6.5',
  now: 'M5 10h.01M10 10h.01M15 10h.01',
  bad: 'M10 5v6M10 15h.01',
  none: 'M7 10h6',
};

function timeOf(progress: Progress, name: (typeof NAMES)[number]) {
  if (name === 'ordered') return <TimeText at={progress.ordered.at} />;
  return name === 'paid' && <TimeText at={progress.paid.at} />;
}

/** How each step stands, in words. */
function useProgressTexts({ paid, notified, refunded, invoiced }: Progress) {
  const words = useWords(WORDS);
  const orders = useWords(ORDER_STATUS_NAMES);
  const refunds = useWords(REFUND_STEP_WORDS);
  const invoices = useWords(INVOICE_STATUS_NAMES);
  return {
    ordered: '',
    paid: orders[paid.word],
    notified:
      notified.word === 'pending' ? words.notifying(notified.attempts) : words.notification[notified.word],
    refunded: refunds[refunded.word],
    invoiced: invoiced.word === 'none' ? words.noInvoice : invoices[invoiced.word],
  };
}

/** The same in one line, for who cannot see it move on. */
export function useProgressText(timeline: OrderTimelineView | undefined): string | undefined {
  const words = useWords(WORDS);
  const { before } = useWords(MARKS);
  const texts = useProgressTexts(timeline ? progressOf(timeline) : NOTHING);
  const [, ...steps] = NAMES;
  return timeline && steps.map((name) => before(words[name]) + texts[name]).join(' · ');
}

const NOTHING: Progress = {
  ordered: { state: 'done', at: '' },
  paid: { state: 'none', word: 'pending' },
  notified: { state: 'none', word: 'none', attempts: 0 },
  refunded: { state: 'none', word: 'none' },
  invoiced: { state: 'none', word: 'none' },
};

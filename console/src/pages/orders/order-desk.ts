import type { OrderTimelineView, RefundableView } from '@zhixiao/contract/console/orders';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import type { NoticeText } from '../../components/notice.tsx';
import { useWords } from '../../language/language.tsx';

/** What is done at once, and what is asked about first. */
export const ACTION_WORDS = {
  zh: {
    ask: '向渠道查询',
    cancel: '取消订单',
    resend: '补发通知',
    refund: '退款',
    refundHeld: (amount: string) => `退回金额不符的 ¥${amount}`,
    invoice: '开票',
    retry: '重新开票',
    file: '重新取票据文件',
    correct: '更正后开票',
    document: '查看票据',
    deliver: '再次发送票据',
    reverse: '红冲票据',
  },
  en: {
    ask: 'Query the channel',
    cancel: 'Cancel the order',
    resend: 'Resend the notification',
    refund: 'Refund',
    refundHeld: (amount: string) => `Refund the wrong amount of ¥${amount}`,
    invoice: 'Issue an invoice',
    retry: 'Issue again',
    file: 'Fetch the file again',
    correct: 'Correct and issue',
    document: 'View the invoice',
    deliver: 'Send the invoice again',
    reverse: 'Reverse the invoice',
  },
};

const WORDS = {
  zh: {
    asked: (asked: number, unknown: number) =>
      asked === 0 ? '没有待查询的支付或退款' : `已查询 ${asked} 笔，${unknown} 笔渠道暂未答复`,
    resent: '已重新开始通知',
    notResent: '没有可补发的通知，或正在通知',
    retried: '已重新开票',
    filing: '正在重新取票据文件',
    delivering: '正在发送给购买方',
  },
  en: {
    asked: (asked: number, unknown: number) =>
      asked === 0 ? 'Nothing to query' : `Queried: ${asked}; not answered yet: ${unknown}`,
    resent: 'The notification is being resent',
    notResent: 'Nothing to resend, or it is being sent now',
    retried: 'Being issued again',
    filing: 'The file is being fetched again',
    delivering: 'Being sent to the buyer',
  },
};

export type AtOnce = 'ask' | 'resend' | 'retry' | 'file' | 'deliver';

/** The dialog that is open, and what it is about. Amounts are fen. */
type OpenDialog =
  | 'cancel'
  | 'invoice'
  | 'reverse'
  /** With an amount: that is what is wanted. */
  | { readonly refund: RefundableView; readonly amount?: number }
  | { readonly dismissal: { readonly refundId: string; readonly amount: number } };

/** What is done about one order: whichever part of the page has the button, it is done once, and said in one place. */
export interface Desk {
  readonly act: (action: AtOnce) => void;
  /** What runs at the moment; until it is answered nothing else is begun. */
  readonly doing: AtOnce | undefined;
  readonly dialog: OpenDialog | undefined;
  readonly open: (dialog: OpenDialog | undefined) => void;
  readonly notice: NoticeText | undefined;
  readonly error: ReturnType<typeof useAction>['error'];
  /** Says what came of something, and has the page asked for anew. */
  readonly done: (notice: NoticeText) => void;
}

export function useOrderDesk(orderId: string, reload: () => void): Desk {
  const words = useWords(WORDS);
  const [notice, setNotice] = useState<NoticeText>();
  const [dialog, open] = useState<OpenDialog>();
  const [doing, setDoing] = useState<AtOnce>();
  const actions: Readonly<Record<AtOnce, () => Promise<string>>> = {
    async ask() {
      const { asked, unknown } = await call('POST /orders/:orderId/ask', { orderId });
      return words.asked(asked, unknown);
    },
    async resend() {
      const { resent } = await call('POST /orders/:orderId/resend', { orderId });
      return resent ? words.resent : words.notResent;
    },
    async retry() {
      await call('POST /orders/:orderId/invoice/retry', { orderId });
      return words.retried;
    },
    async file() {
      await call('POST /orders/:orderId/invoice/retry', { orderId });
      return words.filing;
    },
    async deliver() {
      await call('POST /orders/:orderId/invoice/deliver', { orderId });
      return words.delivering;
    },
  };
  const { run, isBusy, error, clearError } = useAction(async (action: AtOnce) => {
    setDoing(action);
    setNotice(undefined);
    done({ text: await actions[action]() });
  }, reload);
  const done = (news: NoticeText) => {
    clearError();
    setNotice(news);
    reload();
  };
  return {
    act: (action) => void run(action),
    doing: isBusy ? doing : undefined,
    dialog,
    open,
    notice,
    error,
    done,
  };
}

/** The payments of which something can be given back that nobody has asked for yet. */
export function refundableNow({ refundable }: OrderTimelineView): readonly RefundableView[] {
  return refundable.filter(({ leftAmount, waitingAmount }) => leftAmount > waitingAmount);
}

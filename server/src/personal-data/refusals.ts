import { type DetailsOf, ownRefusals } from '../refusal.ts';

const UNDER_WAY = [
  { kind: 'orders', zh: '笔订单未支付或支付中', en: 'orders' },
  { kind: 'refunds', zh: '笔订单的退款未完成', en: 'refunds' },
  { kind: 'invoices', zh: '笔订单的票据正在办理', en: 'invoices' },
  { kind: 'notifications', zh: '笔支付通知未送达', en: 'notifications' },
  { kind: 'differences', zh: '笔订单的对账差异未处理', en: 'differences with bills' },
] as const;

/** How many of each are not over. */
type Open = Readonly<Record<(typeof UNDER_WAY)[number]['kind'], number>>;

export const OWN_REFUSALS = ownRefusals({
  person_data_not_found: { zh: '没有此人的任何信息', en: 'No data is held about this person.' },
  person_data_open: {
    zh: (open: Open) =>
      `还不能删除：${kindsOf(open)
        .map(({ kind, zh }) => `${open[kind]} ${zh}`)
        .join('，')}；请待其了结后再删除`,
    en: (open) =>
      `The data cannot be erased yet. Still open: ${kindsOf(open)
        .map(({ kind, en }) => `${en} (${open[kind]})`)
        .join(', ')}. Wait until they are over.`,
  },
  person_data_erasing: {
    zh: '正在删除此人的信息，请稍候',
    en: 'This person is being erased. Please wait.',
  },
  data_request_not_found: {
    zh: '该请求不存在，或文件已下载、已过期',
    en: 'The request does not exist, or its file was already downloaded or has expired.',
  },
});

function kindsOf(open: Open): readonly (typeof UNDER_WAY)[number][] {
  return UNDER_WAY.filter(({ kind }) => open[kind] > 0);
}

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}

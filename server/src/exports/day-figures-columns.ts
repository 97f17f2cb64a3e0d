import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import type { Column } from '../lib/export/column.ts';
import type { DayFigures } from '../overview/figures.ts';

/** What a finance office adds up itself: no ratios, and a line for each day, app and channel. */
export const DAY_FIGURES_COLUMNS: readonly Column<DayFigures>[] = [
  { header: '日期', kind: 'date', value: (row) => row.day },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: 'appid', kind: 'text', width: 16, value: (row) => row.appId },
  { header: '支付渠道', kind: 'text', value: (row) => CHANNEL_NAMES.zh[row.channel] },
  { header: '收款笔数', kind: 'count', sums: true, value: (row) => row.received.count },
  { header: '收款（元）', kind: 'fen', sums: true, value: (row) => row.received.amount },
  { header: '退款笔数', kind: 'count', sums: true, value: (row) => row.refunded.count },
  { header: '退款（元）', kind: 'fen', sums: true, value: (row) => row.refunded.amount },
  {
    header: '净额（元）',
    kind: 'fen',
    sums: true,
    value: (row) => row.received.amount - row.refunded.amount,
  },
  { header: '非应收笔数', kind: 'count', sums: true, value: (row) => row.unwanted.count },
  { header: '非应收（元）', kind: 'fen', sums: true, value: (row) => row.unwanted.amount },
  { header: '发起支付', kind: 'count', sums: true, value: (row) => row.started },
  { header: '支付成功', kind: 'count', sums: true, value: (row) => row.succeeded },
];

import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { REQUEST_OUTCOME_NAMES, REQUEST_STEP_NAMES } from '@zhixiao/contract/words/requests';
import type { RequestListed } from '../apps/requests/request-list.ts';
import type { Column } from '../lib/export/column.ts';
import type { OrderListed } from '../orders/order-list.ts';
import { PAID } from './columns.ts';

export const REQUEST_COLUMNS: readonly Column<RequestListed>[] = [
  { header: '请求编号', kind: 'text', value: (row) => row.requestId },
  { header: '时间', kind: 'time', value: (row) => row.at },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: 'appid', kind: 'text', width: 16, value: (row) => row.appId },
  { header: '接口', kind: 'text', value: (row) => row.interfaceName },
  { header: '协议版本', kind: 'count', value: (row) => row.version },
  { header: '结果', kind: 'text', value: ({ outcome }) => REQUEST_OUTCOME_NAMES.zh[outcome] },
  { header: 'HTTP 状态', kind: 'count', value: (row) => row.httpStatus },
  { header: 'ret_code', kind: 'count', value: (row) => row.retCode },
  { header: '未通过的步骤', kind: 'text', value: ({ step }) => step && REQUEST_STEP_NAMES.zh[step] },
  { header: '应答', kind: 'text', value: (row) => row.message },
  { header: '商户订单号', kind: 'text', width: 26, value: (row) => row.outTradeNo },
  { header: '签名正确', kind: 'text', value: ({ isProved }) => (isProved ? '是' : '否') },
  { header: '耗时（毫秒）', kind: 'count', value: (row) => row.durationMs },
];

/** An order without whom it is for. */
export const OWN_ORDER_COLUMNS: readonly Column<OrderListed>[] = [
  { header: '订单号', kind: 'text', width: 22, value: (order) => order.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (order) => order.outTradeNo },
  { header: '应用', kind: 'text', value: (order) => order.appName },
  { header: '内容', kind: 'text', width: 28, value: (order) => order.body },
  { header: '金额（元）', kind: 'fen', value: (order) => order.totalAmount },
  PAID,
  { header: '状态', kind: 'text', value: (order) => ORDER_STATUS_NAMES.zh[order.status] },
  { header: '支付渠道', kind: 'text', value: ({ channel }) => channel && CHANNEL_NAMES.zh[channel] },
  { header: '退款中（元）', kind: 'fen', sums: true, value: (order) => order.refundingAmount },
  { header: '已退款（元）', kind: 'fen', sums: true, value: (order) => order.refundedAmount },
  { header: '下单时间', kind: 'time', value: (order) => order.createdAt },
  { header: '支付时间', kind: 'time', value: (order) => order.paidAt },
];

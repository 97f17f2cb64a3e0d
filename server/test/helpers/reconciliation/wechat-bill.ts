import { beijing, type WrittenLine, yuan } from './bill-line.ts';

const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,' +
  '手续费,费率,订单金额,申请退款金额,费率备注';
const TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** WeChat's trade bill as it comes: mark, backticks, carriage returns, a summary. `rate` is a percentage. */
export function writeWechatBill(
  lines: readonly WrittenLine[],
  { merchantId = '1900007291', subMerchantId = '0', rate = '0.60' } = {},
): Buffer {
  const sum = (of: (line: WrittenLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  const paid = (line: WrittenLine) => (line.kind === 'payment' ? line.amount : 0);
  const refunded = (line: WrittenLine) => (line.kind === 'refund' ? line.amount : 0);
  const settled = (line: WrittenLine) => (line.kind === 'payment' ? (line.settled ?? line.amount) : 0);
  const rows = lines.map((line) => {
    const isRefund = line.kind === 'refund';
    const values = [
      ...[beijing(line.at), 'wx81be3101902f7cb2', line.merchantId ?? merchantId, subMerchantId, ''],
      ...[line.transactionId, line.paymentNo, line.payerUid ?? 'oPayer', 'NATIVE'],
      ...[isRefund ? 'REFUND' : (line.state ?? 'SUCCESS'), 'OTHERS', line.currency ?? 'CNY'],
      ...[yuan(settled(line)), yuan(paid(line) - settled(line))],
      ...[isRefund ? `5030${line.refundNo}` : '0', isRefund ? (line.refundNo ?? '') : '0'],
      ...[
        yuan(refunded(line)),
        '0.00',
        isRefund ? 'ORIGINAL' : '',
        isRefund ? (line.state ?? 'SUCCESS') : '',
      ],
      ...[(line.product ?? '宿舍电费').replaceAll(',', '\\ '), '', yuan(line.commission ?? 0, 5), `${rate}%`],
      ...[yuan(paid(line)), yuan(refunded(line)), ''],
    ];
    return values.map((value) => `\`${value}`).join(',');
  });
  const totals = [
    ...[`${lines.length}`, yuan(sum(settled)), yuan(sum(refunded)), '0.00'],
    ...[
      yuan(
        sum((line) => line.commission ?? 0),
        5,
      ),
      yuan(sum(paid)),
      yuan(sum(refunded)),
    ],
  ];
  const text = [COLUMNS, ...rows, TOTALS, totals.map((value) => `\`${value}`).join(','), ''].join('\r\n');
  return Buffer.from(`\uFEFF${text}`);
}

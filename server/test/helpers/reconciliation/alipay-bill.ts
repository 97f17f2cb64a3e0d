import { encodeGbk } from '../files/gbk.ts';
import { writeZip } from '../files/zip.ts';
import { beijing, type WrittenLine, yuan } from './bill-line.ts';

const COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,' +
  '商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,' +
  '卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';

interface AlipayBillOptions {
  readonly date: string;
  readonly sellerId?: string;
  /** Which file stands first in the zip. */
  readonly summaryFirst?: boolean;
  /** Alters the text of the details. */
  readonly alter?: (text: string) => string;
}

/** Alipay's trade bill as it comes: a zip with GBK names and contents, details and summary. */
export function writeAlipayBill(lines: readonly WrittenLine[], options: AlipayBillOptions): Buffer {
  const { sellerId = '2088000000000001', summaryFirst = false, alter = (text) => text } = options;
  const files = [
    { name: '业务明细.csv', text: alter(detailText(lines, options.date, sellerId)) },
    { name: '业务明细(汇总).csv', text: '#支付宝业务汇总查询\r\n门店编号,交易订单总笔数\r\n合计,1\r\n' },
  ];
  const ordered = summaryFirst ? files.toReversed() : files;
  return writeZip(
    ordered.map(({ name, text }) => ({
      name: encodeGbk(`${sellerId}0156_${options.date.replaceAll('-', '')}_${name}`),
      content: encodeGbk(text),
    })),
  );
}

function detailText(lines: readonly WrittenLine[], date: string, sellerId: string): string {
  const [year, month, day] = date.split('-');
  const cell = (text: string) => `${text}\t`;
  const rows = lines.map((line) => {
    const isRefund = line.kind === 'refund';
    const amount = yuan(isRefund ? -line.amount : line.amount);
    const commission = yuan(-Math.round((line.commission ?? 0) / 1000));
    return [
      ...[cell(line.transactionId), cell(line.paymentNo), isRefund ? '退款' : (line.state ?? '交易')],
      ...[line.product ?? '宿舍电费', beijing(line.at), beijing(line.at), '', '', '', ''],
      ...[cell('张*(138****0000)'), amount, amount, '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00'],
      ...['0.00', isRefund ? cell(line.refundNo ?? '') : '', commission, '0.00', ''],
    ].join(',');
  });
  const total = (kind: WrittenLine['kind']) => lines.filter((line) => line.kind === kind);
  const fen = (kind: WrittenLine['kind']) => total(kind).reduce((sum, { amount }) => sum + amount, 0);
  return [
    '#支付宝业务明细查询',
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${year}年${month}月${day}日 00:00:00]   终止日期：[${year}年${month}月${day}日 00:00:00]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    COLUMNS,
    ...rows,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${total('payment').length}笔，商家实收共${yuan(fen('payment'))}元，商家优惠共0.00元`,
    `#退款合计：${total('refund').length}笔，商家实收退款共${yuan(-fen('refund'))}元，商家优惠退款共0.00元`,
    '#导出时间：[2026年06月06日 09:12:11]',
    '',
  ].join('\r\n');
}

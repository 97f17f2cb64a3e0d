import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeGbk } from '../../../test/helpers/files/gbk.ts';
import { billLines } from '../../../test/helpers/reconciliation/bill-lines.ts';
import { readBill } from '../read-bill.ts';

// Bills of WeChat Pay as they have been seen: each case is a text, and what is read of it.

const MCH = '1900000001';
const DATE = '2026-11-27';
const P1 = '1795854498684966705';
const P2 = '1795854498684966706';
const R1 = '1795854498684966707';

const NEW_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const NEW_TOTALS =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const OLD_HEADER =
  '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率';
const OLD_TOTALS = '总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额';

interface Cells {
  no?: string;
  total?: string;
  refund?: string;
  name?: string;
  attach?: string;
  commission?: string;
  time?: string;
  payer?: string;
  note?: string;
}

const ticked = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(',');
const start = ({ time = `${DATE} 10:00:01`, no = P1, payer = 'oUser' }: Cells, state: string) => [
  ...[time, 'wx1', MCH, '0', '', '4200000000202611270000000001', no, payer, 'NATIVE', state, 'OTHERS', 'CNY'],
];
function paid(cells: Cells = {}): string {
  const { total = '1.00', name = '宿舍电费', attach = '', commission = '0.00600', note = '' } = cells;
  const middle = [total, '0.00', '0', '0', '0.00', '0.00', '', '', name, attach, commission, '0.60%'];
  return ticked([...start(cells, 'SUCCESS'), ...middle, total, '0.00', note]);
}
function returned(cells: Cells = {}): string {
  const { refund = '0.40', name = '宿舍电费', commission = '-0.00240' } = cells;
  const middle = [
    '0.00',
    '0.00',
    `5030${R1}`,
    R1,
    refund,
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    name,
    '',
    commission,
    '0.60%',
  ];
  return ticked([...start(cells, 'REFUND'), ...middle, '0.00', refund, '']);
}
function paidOld(cells: Cells = {}): string {
  const { total = '1.00', name = '宿舍电费', attach = '', commission = '0.00600' } = cells;
  const middle = [total, '0.00', '0', '0', '0', '0', '', '', name, attach, commission, '0.60%'];
  return ticked([...start(cells, 'SUCCESS'), ...middle]);
}
function returnedOld(): string {
  const middle = [
    '0.00',
    '0.00',
    `5030${R1}`,
    R1,
    '0.40',
    '0.00',
    'ORIGINAL',
    'SUCCESS',
    '电费',
    '',
    '-0.00240',
    '0.60%',
  ];
  return ticked([...start({}, 'REFUND'), ...middle]);
}
const sum = (count: string, paidTotal = '1.00', refunds = '0.00', commissions = '0.00600') =>
  `${NEW_TOTALS}\r\n${ticked([count, paidTotal, refunds, '0.00', commissions, paidTotal, refunds])}`;
const sumOld = (count: string, paidTotal = '1.00', refunds = '0.00', commissions = '0.00600') =>
  `${OLD_TOTALS}\r\n${ticked([count, paidTotal, refunds, '0.00', commissions])}`;
const wechatBill = (...lines: string[]) => `\uFEFF${lines.join('\r\n')}\r\n`;
const today = (row: string, count = '1') => wechatBill(NEW_HEADER, row, sum(count));

const ONE = [`payment ${P1} 100`];
const UNREAD_GAPS = ['!订单总金额 100000/0', '!手续费总金额 600/0'];

const WECHAT: readonly [what: string, text: string | Buffer, read: readonly string[]][] = [
  ['the form of today', today(paid()), ONE],
  ['the historical form', wechatBill(OLD_HEADER, paidOld(), sumOld('1')), ONE],
  [
    'the historical form with a refund',
    wechatBill(OLD_HEADER, paidOld(), returnedOld(), sumOld('2', '1.00', '0.40', '0.00360')),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  [
    'the form of 2014: 代金券或立减优惠金额, a full-width comma in the heading, short amounts',
    wechatBill(
      OLD_HEADER.replace('企业红包金额', '代金券或立减优惠金额').replace(
        '企业红包退款金额,',
        '代金券或立减优惠退款金额，',
      ),
      paidOld({ total: '1.0', commission: '0' }),
      '总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额',
      ticked(['1', '1.0', '0.0', '0.0', '0']),
    ),
    ONE,
  ],
  [
    'the new heading over an old summary',
    wechatBill(NEW_HEADER, paid(), OLD_TOTALS, ticked(['1', '1.00', '0.00', '0.00', '0.00600'])),
    ONE,
  ],
  ['columns in another order and columns nobody knows', reordered(), ONE],
  [
    'a heading behind backticks and a title above it',
    wechatBill('微信支付账单明细,,,', ticked(NEW_HEADER.split(',')), paid(), sum('1')),
    ONE,
  ],
  [
    'bare line feeds, no mark, no last line end',
    `${NEW_HEADER}\n${paid()}\n${sum('1').replace('\r\n', '\n')}`,
    ONE,
  ],
  ['GB18030', encodeGbk(today(paid()).slice(1)), ONE],
  ['carriage returns alone', today(paid()).replaceAll('\r\n', '\r'), ONE],
  [
    'values in quotes around their backticks',
    today(`${paid().replaceAll(',`', '","`').replace('`', '"`')}"`),
    ONE,
  ],
  ['tabs and spaces around values', today(paid().replaceAll(',`', '\t ,`')), ONE],
  ['a count with decimals', today(paid(), '1.0'), ONE],
  [
    'a count without refunds',
    wechatBill(NEW_HEADER, paid(), returned(), sum('1', '1.00', '0.40', '0.00360')),
    [`payment ${P1} 100`, `refund ${R1} 40`],
  ],
  ['amounts without decimals', today(paid({ total: '1' })), ONE],
  ['two blanks in a time', today(paid({ time: `${DATE}  10:00:01` })), ONE],
  // texts of merchants
  ['a name with commas', today(paid({ name: '电费,水费,网费' })), ONE],
  ['a name with a comma and a backtick', today(paid({ name: '电费,`水费' })), ONE],
  ['a name and a packet with commas and backticks', today(paid({ name: 'a,`b', attach: 'c,`d,`e' })), ONE],
  ['a name in quotes, one with an inch', today(paid({ name: '"24"显示器"', attach: '"' })), ONE],
  ['a name of backticks alone', today(paid({ name: '```' })), ONE],
  ['a name with a line break', today(paid({ name: '宿舍\n电费' })), ONE],
  ['a name with a line break before a backtick', today(paid({ name: '宿舍\n`电费' })), ONE],
  ['a packet that is many lines', today(paid({ attach: '{\r\n"a": 1,\r\n"b": [\r\n1,`2]\r\n}' })), ONE],
  ['a line break in the last column', today(paid({ note: '优惠\n费率' })), ONE],
  ['an emoji, a tab and a zero byte', today(paid({ name: '🏠\t费\u0000用' })), ONE],
  [
    'bytes that are no text',
    Buffer.concat(
      today(paid({ name: '@@' }))
        .split('@@')
        .flatMap((part, at) =>
          at === 0 ? [Buffer.from(part), Buffer.of(0xff, 0xfe, 0x80)] : [Buffer.from(part)],
        ),
    ),
    ONE,
  ],
  ['a name that ends in a backslash', today(paid({ name: '电费\\' })), ONE],
  // quiet days
  ['nothing at all', '', []],
  ['a mark alone', '\uFEFF', []],
  ['line ends alone', '\r\n\r\n', []],
  ['a heading alone', wechatBill(NEW_HEADER), []],
  ['an old heading alone', wechatBill(OLD_HEADER), []],
  ['a heading and a summary of nothing', wechatBill(NEW_HEADER, sum('0', '0.00', '0.00', '0.00000')), []],
  ['a summary of nothing alone', wechatBill(sum('0', '0.00', '0.00', '0.00000')), []],
  ['a summary without its values', wechatBill(NEW_HEADER, NEW_TOTALS), []],
  ['words instead of a bill', 'No Bill Exist', []],
  ['a refusal instead of a bill', '{"code":"NO_STATEMENT_EXIST","message":"账单不存在"}', []],
  // lines that cannot be read
  [
    'an amount with a sign of its currency',
    today(paid({ total: '￥1.00' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount with groups of digits',
    today(paid({ total: '1,000.00' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount as a spreadsheet writes it',
    today(paid({ total: '1E+2' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'an amount of full-width digits',
    today(paid({ total: '１.００' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  ['an amount below nothing', today(paid({ total: '-1.00' })), [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS]],
  [
    'an amount with a third decimal',
    today(paid({ total: '1.001' })),
    [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS],
  ],
  ['no amount', today(paid({ total: '' })), [`?2 amount 订单金额 ${P1}`, ...UNREAD_GAPS]],
  ['no fee', today(paid({ commission: '--' })), [`?2 amount 手续费 ${P1}`, ...UNREAD_GAPS]],
  ['no time', today(paid({ time: '14:51:51' })), [`?2 time 交易时间 ${P1}`, ...UNREAD_GAPS]],
  [
    'a day that does not exist',
    today(paid({ time: '2026-02-30 10:00:00' })),
    [`?2 time 交易时间 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'a payer with a zero byte',
    today(paid({ payer: 'o\u0000U' })),
    [`?2 text 用户标识 ${P1}`, ...UNREAD_GAPS],
  ],
  [
    'values that are missing',
    today(paid().split(',').slice(0, 20).join(',')),
    [`?2 columns ${P1}`, ...UNREAD_GAPS],
  ],
  ['a line of megabytes', today(paid({ name: 'x'.repeat(3_000_000) })), [`?2 length ${P1}`, ...UNREAD_GAPS]],
  [
    'one bad line among good ones',
    wechatBill(
      NEW_HEADER,
      paid(),
      returned({ refund: '0.4元' }),
      paid({ no: P2 }),
      sum('3', '2.00', '0.40', '0.00960'),
    ),
    [
      `payment ${P1} 100`,
      `payment ${P2} 100`,
      `?3 amount 申请退款金额 ${P1}`,
      '!申请退款总金额 40000/0',
      '!手续费总金额 960/1200',
    ],
  ],
  [
    'a line cut off before a whole one',
    wechatBill(
      NEW_HEADER,
      paid().split(',').slice(0, 9).join(','),
      paid({ no: P2 }),
      sum('2', '2.00', '0.00', '0.01200'),
    ),
    [`payment ${P2} 100`, `?2 columns ${P1}`, '!订单总金额 200000/100000', '!手续费总金额 1200/600'],
  ],
  [
    'lines after the summary',
    wechatBill(NEW_HEADER, paid(), sum('1'), paid({ no: P2 })),
    [...ONE, `?5 columns ${P2}`],
  ],
  // totals
  [
    'a total of other lines',
    wechatBill(NEW_HEADER, paid(), sum('1', '2.00')),
    [...ONE, '!订单总金额 200000/100000'],
  ],
  [
    'a total that cannot be read',
    wechatBill(NEW_HEADER, paid(), sum('1', '一元')),
    [...ONE, '!订单总金额 undefined/100000'],
  ],
  [
    'fewer lines stated than there are',
    wechatBill(NEW_HEADER, paid(), paid({ no: P2 }), sum('1', '2.00', '0.00', '0.01200')),
    [`payment ${P1} 100`, `payment ${P2} 100`, '!总交易单数 1/2'],
  ],
  // no bill, or not a whole one
  ['no summary', wechatBill(NEW_HEADER, paid()), ['账单不完整：没有汇总']],
  ['cut in a line', wechatBill(NEW_HEADER, paid()).slice(0, -80), ['账单不完整：没有汇总']],
  ['a summary of more lines', today(paid(), '2'), ['账单不完整：汇总有 2 笔，明细只有 1 行']],
  [
    'a summary of more lines than cannot be read',
    today(paid({ total: 'x' }), '3'),
    ['账单不完整：汇总有 3 笔，明细只有 1 行'],
  ],
  [
    'no column of amounts',
    wechatBill(NEW_HEADER.replace(',订单金额,', ',金额,'), paid(), sum('1')),
    ['账单没有“订单金额”列'],
  ],
  [
    'an old heading without refunds',
    wechatBill(OLD_HEADER.replace(',退款金额,', ',退款,'), paidOld(), sumOld('1')),
    ['账单没有“申请退款金额”列'],
  ],
  [
    'today’s heading without 申请退款金额, which 退款金额 does not replace',
    wechatBill(NEW_HEADER.replace('申请退款金额', '申请'), paid(), sum('1')),
    ['账单没有“申请退款金额”列'],
  ],
  ['no heading', wechatBill(paid(), sum('1')), ['账单没有表头']],
  ['a page of an error', '<html><body>502 Bad Gateway</body></html>', ['账单没有表头']],
  [
    'a bill of funds',
    wechatBill('记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元)'),
    ['这是资金账单，不是交易账单'],
  ],
  [
    'hundreds of lines of nobody’s form',
    wechatBill(NEW_HEADER, ...Array(300).fill(paid({ total: 'x' })), sum('300')),
    ['账单有超过 200 行无法读取（第 2 行起）'],
  ],
];

function reordered(): string {
  const names = [...NEW_HEADER.split(',').reverse(), '新增的一列'];
  const values = [...paid().split(',').reverse(), '`随便,什么'];
  return wechatBill(names.join(','), values.join(','), sum('1'));
}

test.each(WECHAT)('%s', async (_, text, expected) => {
  const file = Buffer.from(text);
  const sha1 = createHash('sha1').update(file).digest('hex');
  const owner = { merchantId: MCH };
  expect(await billLines(() => readBill({ channel: 'wechat', file, owner, sha1 }))).toEqual(expected);
  const packed = gzipSync(file);
  expect(await billLines(() => readBill({ channel: 'wechat', file: packed, owner, sha1 }))).toEqual(expected);
});

test('a sub-merchant knows its lines by either name of their column, and needs it', async () => {
  const owner = { merchantId: MCH, subMerchantId: '1900000109' };
  const own = (row: string) => row.replace(`\`${MCH},\`0,`, `\`${MCH},\`1900000109,`);
  const read = async (text: string) => {
    const file = Buffer.from(text);
    const sha1 = createHash('sha1').update(file).digest('hex');
    return readBill({ channel: 'wechat', file, owner, sha1 });
  };
  const rows = [own(paidOld()), paidOld({ no: P2 })];
  const bill = wechatBill(OLD_HEADER, ...rows, sumOld('2', '2.00', '0.00', '0.01200'));
  expect(await read(bill)).toMatchObject({ rows: [{ isForeign: false }, { isForeign: true }], gaps: [] });
  await expect(read(bill.replace('子商户号', '别的号'))).rejects.toThrow('账单没有“特约商户号”列');
});

/** An order as the shop shows it; the fee is fen. */
export interface ShopOrder {
  readonly outTradeNo: string;
  readonly url: string;
  readonly fee: number;
  status: 'unpaid' | 'paid' | 'refunded';
}

export type ShopLanguage = 'zh' | 'en';

const TEXTS = {
  zh: {
    lang: 'zh-CN',
    title: '宿舍电费充值（示例）',
    other: 'English',
    buy: '充值 ¥30.00',
    number: '订单号',
    fee: '金额',
    status: '状态',
    pay: '去支付',
    none: '还没有订单。',
    unpaid: '待支付',
    paid: '已支付',
    refunded: '已部分退款',
  },
  en: {
    lang: 'en',
    title: 'Dormitory power (demo)',
    other: '中文',
    buy: 'Buy for ¥30.00',
    number: 'Order',
    fee: 'Amount',
    status: 'Status',
    pay: 'Pay',
    none: 'No orders yet.',
    unpaid: 'to be paid',
    paid: 'paid',
    refunded: 'partly refunded',
  },
} as const;

const STYLE = `body{max-width:640px;margin:0 auto;padding:24px 16px;background:#f3f5f8;color:#1c2430;font:16px/1.6 sans-serif}
header{display:flex;justify-content:space-between;align-items:center;gap:16px}h1{margin:0;font-size:20px}
main{margin-top:16px;padding:16px;border-radius:12px;background:#fff}a{color:#0b5cad}
button{width:100%;min-height:44px;border:0;border-radius:8px;background:#0b5cad;color:#fff;font:inherit}
table{width:100%;margin-top:16px;border-collapse:collapse}th,td{padding:8px 2px;border-top:1px solid #e3e7ec;text-align:left}
td,th{white-space:nowrap}.pay{display:inline-block;min-height:44px;line-height:44px}`;

/** The shop's only page: its orders, and a button for another one. Refreshes itself while it is open. */
export function shopPage(orders: readonly ShopOrder[], language: ShopLanguage): string {
  const texts = TEXTS[language];
  const rows = orders.map(
    ({ outTradeNo, fee, status, url }) =>
      `<tr><td>${outTradeNo}</td><td>${yuan(fee)}</td><td>${texts[status]}</td>
       <td>${status === 'unpaid' ? `<a class="pay" href="${url}">${texts.pay}</a>` : ''}</td></tr>`,
  );
  const table = `<table><thead><tr><th>${texts.number}</th><th>${texts.fee}</th><th>${texts.status}</th><td></td></tr></thead>
    <tbody>${rows.join('')}</tbody></table>`;
  return `<!DOCTYPE html><html lang="${texts.lang}"><head><meta charset="utf-8"><title>${texts.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="3">
<link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><header><h1>${texts.title}</h1><a href="?lang=${language === 'zh' ? 'en' : 'zh'}">${texts.other}</a></header>
<main><form method="post" action="/orders"><button>${texts.buy}</button></form>
${rows.length > 0 ? table : `<p>${texts.none}</p>`}</main></body></html>`;
}

function yuan(fen: number): string {
  return `¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** An order as the shop shows it. */
export interface ShopOrder {
  readonly outTradeNo: string;
  readonly url: string;
  readonly fee: number;
  status: '待支付' | '已支付' | '已部分退款';
}

/** The shop's only page: its orders, and a form for another one. Refreshes itself while it is open. */
export function shopPage(orders: readonly ShopOrder[]): string {
  const rows = orders.map(
    (
      order,
    ) => `<tr><td>${order.outTradeNo}</td><td>¥${(order.fee / 100).toFixed(2)}</td><td>${order.status}</td>
      <td>${order.status === '待支付' ? `<a href="${order.url}">去支付</a>` : ''}</td></tr>`,
  );
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>宿舍电费充值（示例）</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="3">
<style>body{max-width:640px;margin:2em auto;padding:0 1em;font:16px/1.6 sans-serif}table{width:100%;border-collapse:collapse}
td,th{padding:.4em;border-bottom:1px solid #ddd;text-align:left}button{min-height:44px;padding:0 1.5em;font:inherit}</style></head>
<body><main><h1>宿舍电费充值（示例）</h1><form method="post" action="/orders"><button>充值 ¥30.00</button></form>
<table><thead><tr><th>订单号</th><th>金额</th><th>状态</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table></main></body></html>`;
}

import { createServer } from 'node:http';
import { notificationHandler } from '@zhixiao/sdk';

const keys = { appId: 'partner1', appSecret: 'weiweixiao', aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D' };
const paid = new Set<string>();

createServer(
  notificationHandler(keys, ({ out_trade_no }) => {
    // 通知可能重复，同一订单只处理一次；返回后才应答 success，请先存好
    if (paid.has(out_trade_no)) return;
    paid.add(out_trade_no);
    console.log('已支付：', out_trade_no);
  }),
).listen(8090, '127.0.0.1');

import { createClient, RefusedError } from '@zhixiao/sdk';

const client = createClient({
  baseUrl: 'http://127.0.0.1:8080',
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
});

const order = await client.orderCreate({
  body: '宿舍电费',
  out_trade_no: `E${Date.now()}`,
  total_fee: 3000, // 分
  notify_url: 'http://127.0.0.1:8090/notify',
});
console.log('请付款：', order.url);

try {
  await client.orderRefund({
    out_trade_no: order.out_trade_no,
    refund_fee: 1000,
    out_refund_no: `R${Date.now()}`,
  });
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  console.log('退款被拒绝：', error.message); // 订单未支付
}

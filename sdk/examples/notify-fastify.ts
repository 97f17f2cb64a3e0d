import { notificationReceiver } from '@zhixiao/sdk';
import fastify from 'fastify';

const receiver = notificationReceiver({
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  onPaid: ({ out_trade_no }) => console.log('已支付：', out_trade_no),
});

const app = fastify();
app.register(receiver.fastify, { url: '/notify' });
await app.listen({ host: '127.0.0.1', port: 8090 });

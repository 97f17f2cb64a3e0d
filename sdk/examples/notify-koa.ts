import { notificationReceiver } from '@zhixiao/sdk';
import Koa from 'koa';

const receiver = notificationReceiver({
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  onPaid: ({ out_trade_no }) => console.log('已支付：', out_trade_no),
});

const app = new Koa();
app.use((context, next) => (context.path === '/notify' ? receiver.koa(context) : next()));
app.listen(8090, '127.0.0.1');

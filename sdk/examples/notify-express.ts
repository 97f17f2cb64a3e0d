import { notificationReceiver } from '@zhixiao/sdk';
import express from 'express';

const taken = new Set<string>(); // 换成您的数据库，out_trade_no 设唯一约束

const receiver = notificationReceiver({
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  isDone: ({ out_trade_no }) => taken.has(out_trade_no),
  onPaid: ({ out_trade_no }) => void taken.add(out_trade_no), // 存好才返回；抛出错误则平台稍后再发
});

const app = express();
app.post('/notify', receiver.express);
app.listen(8090, '127.0.0.1');

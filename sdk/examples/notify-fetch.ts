import { notificationReceiver } from '@zhixiao/sdk';

const receiver = notificationReceiver({
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  onPaid: ({ out_trade_no }) => console.log('已支付：', out_trade_no),
});

/** Next.js 的 route.ts；别处交给 Bun.serve、Deno.serve、Hono 或 Worker 的 fetch */
export const POST = receiver.fetch;

import type { AppKeys } from '../src/envelope.ts';

/** The interface document's test app. */
export const APP: AppKeys = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  cipher: 'aes-256-cbc',
};

/** A request's param as a partner sent it in the wild. */
export const WILD_PARAM =
  'U9qTuhXZ7nrQtNkfNPb6KpozO38WQ8oBBhNbaHfJSbfh7pqn4IYYoeUQC4ujAcuDmyTTA5PF0XV963qkM0MbhhwRXAymJfCWo5MYN5No/dW2FmK+bf1cLfS3lD5+gPURF7U1yTtS3VrCJrmSdcdMqmJy5yepLTCTkefBbhcKqZy54+xWIasdZ+BlqDO2PutSQOyDjXeGGfYso2FLvUb7Bv/EFSlTJdpeCobxGo7Aw8vkM93Fe7YuKtnBRS7IHOAnmx97J3PEeBgieGh047yv3U5ouKy/t+a+a5hTftkxnDE=';

export const WILD_TEXT = String.raw`{"body":"\u6d4b\u8bd5\u5185\u5bb9","out_trade_no":"29152154523069546710","total_fee":"1","user_no":"123456798","user_name":"test","return_url":null,"notify_url":"https:\/\/notify.zhizhixao.com\/return.html","pay_type":1}`;

import type { RequestOutcome } from '@zhixiao/contract/codes/requests';
import type { Tone } from '../../components/status-tag.tsx';

export const REQUEST_TONES: Readonly<Record<RequestOutcome, Tone>> = {
  done: 'good',
  refused: 'bad',
  failed: 'warning',
};

const NUMBER = new Intl.NumberFormat('en');

export const WORDS = {
  zh: {
    intro:
      '最近七天的接口请求。请求编号在每个应答的 X-Request-Id 头里；不保存请求内容，只有商户订单号和给出的应答。',
    noInterface: '不存在的接口',
    signed: '正确',
    unsigned: '未通过，可能是任何人发来的',
    sampled: (days: string) => `请求过多的日子只保留了一部分，其余只计数：${days}`,
    sampledDay: (day: string, app: string, kept: number, total: number) =>
      `${day} ${app} 保留 ${NUMBER.format(kept)} / ${NUMBER.format(total)}`,
  },
  en: {
    intro:
      'Requests of the last seven days. Every answer carries the number of its request as X-Request-Id. Contents are not kept, only your order number and the answer.',
    noInterface: 'No such interface',
    signed: 'Valid',
    unsigned: 'Not valid: anyone could have sent it',
    sampled: (days: string) =>
      `Of days with too many requests only some are kept and the rest are counted: ${days}`,
    sampledDay: (day: string, app: string, kept: number, total: number) =>
      `${day} ${app} ${NUMBER.format(kept)} of ${NUMBER.format(total)}`,
  },
};

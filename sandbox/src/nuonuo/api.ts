import { createHmac } from 'node:crypto';
import { NO_TRAITS } from '../faults.ts';
import { transaction } from '../store.ts';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import { findAccount, type NuonuoAccount } from './account-store.ts';
import { fileOf } from './files.ts';
import { METHODS, type NuonuoAnswer } from './methods.ts';
import type { Nuonuo } from './nuonuo.ts';
import { giveToken, isValidToken, TOKEN_SECONDS } from './token-store.ts';

export const NUONUO_PATH = '/nuonuo';
/** How far a call's time may be from ours. */
const SKEW_SECONDS = 300;

/** 诺诺's open platform: tokens, the methods of 诺税通, and the files of what was issued. */
export function createNuonuoApi(nuonuo: Nuonuo): EmulatedApi {
  return {
    handle(exchange) {
      const path = exchange.path.slice(NUONUO_PATH.length);
      if (path === '/accessToken') return json(token(nuonuo, exchange));
      if (path.startsWith('/files/')) return fileOf(nuonuo, path.slice('/files/'.length));
      if (path !== '/open/v1/services') return { status: 404, body: '', signed: false };
      return json(call(nuonuo, exchange));
    },
    sign: (_exchange, answer) => answer,
    traits: {
      ...NO_TRAITS,
      callName: ({ headers }) => (typeof headers.method === 'string' ? headers.method : undefined),
      numbersIn: ({ body }) => body.match(/(?<="(?:orderNos?|orderno|billId)":\[?")[^"]+/g) ?? [],
      failure: () => json({ code: 'E9999', describe: '系统繁忙，请稍后再试' }),
      limited: () => json({ code: '070306', describe: '调用超限，请稍后再试' }),
    },
  };
}

function json(content: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: JSON.stringify(content),
    signed: false,
  };
}

function token({ store, clock }: Nuonuo, { body }: Exchange): object {
  const form = new URLSearchParams(body);
  const account = findAccount(store, form.get('client_id') ?? '');
  const isKnown = account?.appSecret === form.get('client_secret');
  if (!account || !isKnown || form.get('grant_type') !== 'client_credentials') {
    return { error: '070101', error_description: '应用密钥不正确' };
  }
  const given = giveToken(store, account, clock.now());
  if (given === undefined) return { error: '070401', error_description: '30 天内获取令牌次数已达上限' };
  return { access_token: given, expires_in: TOKEN_SECONDS };
}

function call(nuonuo: Nuonuo, exchange: Exchange): NuonuoAnswer {
  const { store, clock } = nuonuo;
  const account = findAccount(store, exchange.query.get('appkey') ?? '');
  if (!account) return { code: '070101', describe: 'appKey 不存在' };
  const problem = checkCall(nuonuo, account, exchange);
  if (problem) return problem;
  const method = METHODS[String(exchange.headers.method)];
  if (!method) return { code: '070201', describe: '没有该 API 的权限' };
  let body: unknown;
  try {
    body = JSON.parse(exchange.body);
  } catch {
    return { code: 'E9001', describe: '请求不是 JSON' };
  }
  const filesUrl = `http://${String(exchange.headers.host)}${NUONUO_PATH}/files`;
  const context = { store, now: clock.now(), account, filesUrl };
  const answer = transaction(store, () => method(context, body as Record<string, unknown>));
  clock.wake();
  return answer;
}

function checkCall(
  { store, clock }: Nuonuo,
  account: NuonuoAccount,
  { query, headers, body }: Exchange,
): NuonuoAnswer | undefined {
  const [senid = '', nonce = '', timestamp = ''] = ['senid', 'nonce', 'timestamp'].map(
    (name) => query.get(name) ?? '',
  );
  if (!/^[0-9a-zA-Z]{32}$/.test(senid) || !/^[1-9][0-9]{7}$/.test(nonce)) {
    return { code: '070102', describe: 'senid 或 nonce 不正确' };
  }
  if (Math.abs(clock.now() / 1000 - Number(timestamp)) > SKEW_SECONDS) {
    return { code: '070103', describe: '时间戳超出范围' };
  }
  const signed = `a=services&l=v1&p=open&k=${account.appKey}&i=${senid}&n=${nonce}&t=${timestamp}&f=${body}`;
  const expected = createHmac('sha1', account.appSecret).update(signed).digest('base64');
  if (headers['x-nuonuo-sign'] !== expected) return { code: '070104', describe: '签名不正确' };
  if (headers.usertax !== account.taxNo) return { code: '070201', describe: '税号未授权' };
  if (!isValidToken(store, account.appKey, String(headers.accesstoken), clock.now())) {
    return { code: '070302', describe: '令牌已失效' };
  }
  return undefined;
}

import { html } from '../phone/html.ts';
import type { Answer, EmulatedApi, Exchange } from '../wire.ts';
import type { Alipay } from './alipay.ts';
import { AlipayError, CODE_MESSAGES } from './alipay-error.ts';
import { findApp } from './app-store.ts';
import { authenticate } from './checks.ts';
import { envelope, signedEnvelope } from './envelope.ts';
import { METHODS, type Method } from './methods.ts';
import { keyFor } from './platform.ts';
import type { Parameters } from './signature.ts';

/** `/gateway.do`: every call of a merchant's server, and the pages it sends payers' browsers to. */
export function createGateway(alipay: Alipay): EmulatedApi {
  return {
    handle(exchange) {
      const parameters = parametersOf(exchange);
      try {
        return answerTo(alipay, exchange, parameters);
      } catch (error) {
        if (!(error instanceof AlipayError)) throw error;
        return refusal(alipay, parameters, error);
      }
    },
    sign(exchange, answer, distortion) {
      const app = findApp(alipay.store, parametersOf(exchange).app_id ?? '');
      const isCertified = (app?.certificatePem ?? null) !== null;
      return signedEnvelope(answer, keyFor(alipay.platform, app), isCertified, distortion);
    },
    traits: {
      callName: (exchange) => parametersOf(exchange).method,
      numbersIn: (exchange) => Object.values(numbersOf(exchange)),
      closed: (exchange) => {
        const { out_trade_no: outTradeNo = '' } = numbersOf(exchange);
        const content = { code: '10000', msg: 'Success', out_trade_no: outTradeNo, trade_no: '2026000000' };
        return envelope('alipay_trade_close_response', content, true);
      },
      failure: (exchange) =>
        refusal(
          alipay,
          parametersOf(exchange),
          new AlipayError('20000', 'aop.ACQ.SYSTEM_ERROR', '系统繁忙，请稍后再试'),
        ),
      limited: (exchange) =>
        refusal(
          alipay,
          parametersOf(exchange),
          new AlipayError('40005', 'isv.app-call-limited', '应用调用次数超限，请降低调用频率'),
        ),
    },
  };
}

/** The parameters of a request, from its address and its form alike. */
function parametersOf({ query, body }: Pick<Exchange, 'query' | 'body'>): Parameters {
  return { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(body)) };
}

function answerTo(alipay: Alipay, { headers }: Exchange, parameters: Parameters): Answer {
  const app = authenticate(alipay, parameters, (name) => methodNamed(name) !== undefined);
  const method = methodNamed(parameters.method);
  if (!method) throw new Error('authenticate lets no unknown method pass');
  const call = { alipay, app, parameters, origin: `http://${headers.host}` };
  if (method.kind === 'page') {
    const { tradeNo } = method.enter(call);
    const location = `/phone/pay?code=${tradeNo}`;
    return { status: 302, headers: { location }, body: '', signed: false };
  }
  const content = method.answer(call);
  const status = method.hasNoCode ? {} : { code: '10000', msg: 'Success' };
  return envelope(responseName(parameters.method), { ...status, ...content }, true);
}

function refusal(alipay: Alipay, parameters: Parameters, error: AlipayError): Answer {
  const { code, subCode, message } = error;
  const method = methodNamed(parameters.method);
  if (method?.kind === 'page') return errorPage(subCode, message);
  const name = method && !method.hasNoCode ? responseName(parameters.method) : 'error_response';
  const content = { code, msg: CODE_MESSAGES[code] ?? '', sub_code: subCode, sub_msg: message };
  const app = findApp(alipay.store, parameters.app_id ?? '');
  const isSigned = error.isBusiness && (app?.signBusinessErrors ?? false);
  return envelope(name, content, isSigned);
}

/** What a payer's browser is shown in place of a cashier: still in GBK. */
function errorPage(subCode: string, message: string): Answer {
  const code = subCode.replace(/^isv\./, '');
  const page = html`<!doctype html><html><head><meta charset="gbk"><title>支付宝 - 错误</title></head><body>
    <h1>调试错误，请回到请求来源地，重新发起请求。</h1>
    <p>错误代码 ${code}</p><p>错误原因：${message}</p></body></html>`;
  const headers = { 'content-type': 'text/html;charset=GBK' };
  return { status: 200, headers, body: page.markup, charset: 'gbk', signed: false };
}

function methodNamed(name = ''): Method | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
}

function responseName(method = ''): string {
  return `${method.replaceAll('.', '_')}_response`;
}

/** The numbers that `biz_content` names, for faults to pick from; of a broken one, none. */
function numbersOf(exchange: Exchange): Readonly<Record<string, string>> {
  const { biz_content: text = '' } = parametersOf(exchange);
  const named = text.matchAll(/"(out_trade_no|out_request_no|trade_no|student_id)"\s*:\s*"([^"]*)"/g);
  return Object.fromEntries([...named].map(([, name = '', number = '']) => [name, number]));
}

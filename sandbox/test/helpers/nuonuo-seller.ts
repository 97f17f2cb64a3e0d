import { createHmac, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { patience } from '../../../test/helpers/patience.ts';
import type { ApiAnswer } from './merchant.ts';
import { newSandbox } from './new-sandbox.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { callAdmin } from './sandbox.ts';

const APP_KEY = 'SD00000001';
const SECRET = 'seller-secret';
const TAX_NO = '12100000400000624D';
const CLERK = '李会计';

/** An answer of the open platform. */
interface NuonuoAnswer {
  readonly code: string;
  readonly describe: string;
  readonly result: unknown;
}

/** What a call does otherwise than it should. */
export interface Misconduct {
  readonly secret?: string;
  readonly token?: string;
  readonly taxNo?: string;
  readonly secondsAgo?: number;
  /** Sent in place of the body that was signed. */
  readonly sentBody?: string;
}

/** A sandbox with a seller who signs by hand: written against the documents, not against the emulator. */
export interface NuonuoSeller extends AsyncDisposable {
  readonly url: string;
  readonly receiver: Receiver;
  admin(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  plan(plan: object): Promise<ApiAnswer>;
  /** Moves the emulators' time. */
  advance(ms: number): Promise<ApiAnswer>;
  newToken(secret?: string): Promise<Record<string, unknown>>;
  /** @param method without `nuonuo.OpeMplatform.` */
  call(method: string, body: unknown, misconduct?: Misconduct): Promise<NuonuoAnswer>;
  /** An invoice of 1.00 yuan; `line` changes what is sold. */
  order(orderNo: string, changes?: object, line?: object): object;
  /** The one record of a query. */
  record(orderNo: string): Promise<Record<string, string>>;
}

export async function startNuonuoSeller(): Promise<NuonuoSeller> {
  const server = await newSandbox();
  await server.listen({ host: '127.0.0.1', port: 0 });
  const receiver = await startReceiver();
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const admin: NuonuoSeller['admin'] = (method, path, body) => callAdmin(url, method, path, body);
  const change = (body: object) => admin('PUT', `/nuonuo/accounts/${APP_KEY}`, body);
  await change({ app_secret: SECRET, tax_no: TAX_NO, clerk: CLERK });

  async function newToken(secret = SECRET): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({
      client_id: APP_KEY,
      client_secret: secret,
      grant_type: 'client_credentials',
    });
    const answer = await fetch(`${url}/nuonuo/accessToken`, { method: 'POST', body });
    return (await answer.json()) as Record<string, unknown>;
  }

  let token = String((await newToken()).access_token);
  const call: NuonuoSeller['call'] = async (method, content, misconduct = {}) => {
    const body = JSON.stringify(content);
    const senid = randomBytes(16).toString('hex');
    const offset = JSON.parse((await admin('GET', '/clock')).text) as { now: string };
    const timestamp = String(Math.floor(Date.parse(offset.now) / 1000) - (misconduct.secondsAgo ?? 0));
    const nonce = '12345678';
    const text = `a=services&l=v1&p=open&k=${APP_KEY}&i=${senid}&n=${nonce}&t=${timestamp}&f=${body}`;
    const signature = createHmac('sha1', misconduct.secret ?? SECRET)
      .update(text)
      .digest('base64');
    const query = new URLSearchParams({ senid, nonce, timestamp, appkey: APP_KEY });
    const answer = await fetch(`${url}/nuonuo/open/v1/services?${query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'X-Nuonuo-Sign': signature,
        accessToken: misconduct.token ?? token,
        userTax: misconduct.taxNo ?? TAX_NO,
        method: `nuonuo.OpeMplatform.${method}`,
      },
      body: misconduct.sentBody ?? body,
      signal: AbortSignal.timeout(patience(2_000)),
    });
    return (await answer.json()) as NuonuoAnswer;
  };

  return {
    url,
    receiver,
    admin,
    plan: (plan) => change({ plan }),
    advance: (ms) => admin('POST', '/clock', { advance_ms: ms }),
    async newToken(secret) {
      const given = await newToken(secret);
      if (given.access_token !== undefined) token = String(given.access_token);
      return given;
    },
    call,
    order: (orderNo, changes = {}, line = {}) => ({
      order: {
        orderNo,
        invoiceType: '1',
        invoiceLine: 'pc',
        buyerName: '小明',
        naturalPersonFlag: '1',
        pushMode: '-1',
        salerTaxNum: TAX_NO,
        salerTel: '028-85400000',
        salerAddress: '成都市一环路南一段24号',
        clerk: CLERK,
        invoiceDate: '2026-11-23 16:00:00',
        callBackUrl: receiver.url,
        invoiceDetail: [
          {
            goodsName: '*物业管理服务*住宿费',
            goodsCode: '3040801020000000000',
            withTaxFlag: '1',
            num: '1',
            price: '1.00',
            taxIncludedAmount: '1.00',
            taxRate: '0.03',
            favouredPolicyFlag: '0',
            zeroRateFlag: '',
            ...line,
          },
        ],
        ...changes,
      },
    }),
    async record(orderNo) {
      const { result } = await call('queryInvoiceResult', { orderNos: [orderNo] });
      return (result as [Record<string, string>])[0];
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

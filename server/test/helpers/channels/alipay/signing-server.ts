import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ChannelAccount } from '../../../../src/channels/channel.ts';

/** A stand-in for Alipay's side in the unit tests: real HTTP and real keys, and it says what it is told. */
export interface SigningServer extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly received: Received[];
  /** What every following request is answered. */
  answerWith(reply: Reply): void;
}

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  /** Whether the application's signature holds over what arrived. */
  readonly authentic: boolean;
}

/** `hang` and `reset` give no answer at all. */
type Answer = { readonly status?: number; readonly body: string | Buffer } | 'hang' | 'reset';
export type Reply = (request: Received) => Answer;

export const NOW = new Date('2026-09-01T02:00:00Z');
export const APP_ID = '2021004100000001';
export const SELLER_ID = '2088000000000001';

export const application = newKeyPair();
export const alipay = newKeyPair();
export const stranger = newKeyPair();

export const account: ChannelAccount = {
  channelAccountId: 'alipay1',
  channel: 'alipay',
  settings: {
    appId: APP_ID,
    sellerId: SELLER_ID,
    mode: 'key',
    alipayPublicKey: alipay.publicPem,
    miniProgramAppId: '2021004100000002',
    miniProgramEnabled: true,
    jsapiEnabled: true,
  },
  secrets: { appPrivateKey: application.privatePem },
};

/** Sorted, joined, with nothing left out but the empty and `dropped`. */
export function joined(parameters: Readonly<Record<string, string>>, ...dropped: string[]): string {
  const names = Object.keys(parameters).filter((name) => parameters[name] !== '' && !dropped.includes(name));
  return names
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

export function signatureOf(message: string, key: KeyObject = alipay.privateKey, hash = 'sha256'): string {
  return sign(hash, Buffer.from(message), key).toString('base64');
}

/** JSON the way Alipay writes it. */
function alipayJson(content: unknown): string {
  return JSON.stringify(content).replaceAll('/', '\\/');
}

export interface Sealing {
  readonly key?: KeyObject;
  readonly certificateSn?: string;
  /** Signs this instead of what is sent. */
  readonly signed?: string;
}

/** An answer signed as Alipay signs it. */
export function signed(content: unknown, sealing: Sealing = {}): Reply {
  const response = alipayJson(content);
  const sn = sealing.certificateSn === undefined ? '' : `"alipay_cert_sn":"${sealing.certificateSn}",`;
  const signature = signatureOf(sealing.signed ?? response, sealing.key);
  return ({ query }) => ({
    body: `{"${responseName(query.method)}":${response},${sn}"sign":"${signature}"}`,
  });
}

export function unsigned(content: unknown): Reply {
  return ({ query }) => ({ body: `{"${responseName(query.method)}":${alipayJson(content)}}` });
}

export function granted(content: object): object {
  return { code: '10000', msg: 'Success', ...content };
}

export function refused(subCode: string, subMessage = '业务失败'): object {
  return { code: '40004', msg: 'Business Failed', sub_code: subCode, sub_msg: subMessage };
}

export async function startSigningServer(): Promise<SigningServer> {
  const received: Received[] = [];
  let answerTo: Reply = () => 'reset';
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const seen = readRequest(request, body);
        received.push(seen);
        respond(response, answerTo(seen));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    gatewayUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gateway.do`,
    received,
    answerWith(reply) {
      answerTo = reply;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether the application signed these parameters. */
export function signedByApplication(parameters: Readonly<Record<string, string>>): boolean {
  const signature = Buffer.from(parameters.sign ?? '', 'base64');
  return verify('sha256', Buffer.from(joined(parameters, 'sign')), application.publicPem, signature);
}

function responseName(method = ''): string {
  return `${method.replaceAll('.', '_')}_response`;
}

function readRequest({ url = '', headers }: IncomingMessage, form: string): Received {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const query = Object.fromEntries(searchParams);
  const body = Object.fromEntries(new URLSearchParams(form));
  return { headers, path: pathname, query, body, authentic: signedByApplication({ ...query, ...body }) };
}

function respond(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'text/html;charset=utf-8' });
  response.end(answer.body);
}

function newKeyPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

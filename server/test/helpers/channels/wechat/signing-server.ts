import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ChannelAccount } from '../../../../src/channels/channel.ts';

/** A stand-in for WeChat's side in the unit tests: real HTTP and real keys, and it says what it is told. */
export interface SigningServer extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** What every following request is answered; `hang` and `reset` give no answer at all. */
  answerWith(answer: (request: Received) => Answer | 'hang' | 'reset'): void;
}

interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the merchant's signature holds over what arrived. */
  readonly authentic: boolean;
}

export interface Answer {
  readonly status: number;
  /** A file's bytes are not signed. */
  readonly body: string | Buffer;
  /** By default signed with the platform key. */
  readonly headers?: Record<string, string>;
}

export const NOW = new Date('2026-09-01T02:00:00Z');
export const PLATFORM_KEY_ID = 'PUB_KEY_ID_0116000000012026090100000000000001';
export const CERTIFICATE_SERIAL = '70806CE6A1B2C3D4E5F60718293A4B5C6D7E8F90';
export const API_V3_KEY = 'ApiV3KeyForTestsApiV3KeyForTests';

export const merchant = newKeyPair();
export const platform = newKeyPair();
export const certificate = newKeyPair();
export const stranger = newKeyPair();

export const account: ChannelAccount = {
  channelAccountId: 'wechat1',
  channel: 'wechat',
  settings: {
    merchantId: '1900007291',
    appId: 'wxd678efh567hg6787',
    miniProgramAppId: 'wx2421b1c4370ec43b',
    merchantSerial: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
    platformKeyId: PLATFORM_KEY_ID,
    platformKeys: {
      [PLATFORM_KEY_ID]: platform.publicPem,
      [CERTIFICATE_SERIAL.toLowerCase()]: certificate.publicPem,
    },
  },
  secrets: { apiV3Key: API_V3_KEY, merchantPrivateKey: merchant.privatePem, appSecret: 'secretOfTheApp' },
};

/** Whether the merchant signed `message`. */
export function signedByMerchant(message: string, signature: string): boolean {
  return verify('sha256', Buffer.from(message), merchant.publicPem, Buffer.from(signature, 'base64'));
}

/** The four headers WeChat signs `body` with. */
export function signatureHeaders(
  body: string,
  options: { readonly key?: KeyObject; readonly serial?: string; readonly skewSeconds?: number } = {},
): Record<string, string> {
  const { key = platform.privateKey, serial = PLATFORM_KEY_ID, skewSeconds = 0 } = options;
  const timestamp = `${NOW.getTime() / 1000 + skewSeconds}`;
  const nonce = '593BEC0C930BF1AFEB40B4A08C8FB242';
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key).toString(
      'base64',
    ),
  };
}

export async function startSigningServer(): Promise<SigningServer> {
  const received: Received[] = [];
  let answerTo: (request: Received) => Answer | 'hang' | 'reset' = () => 'reset';
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
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith(answer) {
      answerTo = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readRequest(request: IncomingMessage, body: string): Received {
  const { method = '', url: target = '', headers } = request;
  const field = (name: string) => headers.authorization?.match(new RegExp(`${name}="([^"]*)"`))?.[1] ?? '';
  const message = `${method}\n${target}\n${field('timestamp')}\n${field('nonce_str')}\n${body}\n`;
  return { method, target, headers, body, authentic: signedByMerchant(message, field('signature')) };
}

function respond(response: ServerResponse, answer: Answer | 'hang' | 'reset'): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const signed = typeof answer.body === 'string' ? signatureHeaders(answer.body) : {};
  response.writeHead(answer.status, answer.headers ?? signed);
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

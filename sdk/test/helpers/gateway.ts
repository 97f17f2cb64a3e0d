import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AppKeys,
  isRequestSignedBy,
  openRequest,
  type SealedResponse,
  sealResponse,
} from '@zhixiao/protocol/envelope';
import type { RetCode } from '@zhixiao/protocol/ret-codes';

/** The interface document's test app. */
export const APP: AppKeys = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  cipher: 'aes-256-cbc',
};

/** A request as it arrived, verified and decrypted. */
interface Call {
  readonly path: string;
  readonly param: string;
  readonly content: Record<string, unknown>;
}

/** How one request is answered. */
export type Answer = (response: ServerResponse, call: Call) => void;

/** A real HTTP server that speaks the protocol and answers as it is told. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly Call[];
}

/** Answers requests with `answers` in turn, the last one for ever. */
export async function startGateway(keys: AppKeys, ...answers: readonly Answer[]): Promise<Gateway> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const field = (name: string) => form.get(name) ?? '';
      const sealed = { id: field('id'), param: field('param'), sign: field('sign') };
      const isSigned = request.method === 'POST' && isRequestSignedBy(keys, sealed);
      const content = isSigned ? (JSON.parse(openRequest(keys, sealed)) as Call['content']) : {};
      const call = { path: request.url ?? '', param: sealed.param, content };
      calls.push(call);
      const answer = isSigned
        ? answers[Math.min(calls.length, answers.length) - 1]
        : plain(200, -2, 'sign 签名错误');
      answer?.(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A signed and encrypted answer: the text as it is, or an object as JSON. */
export function signed(keys: AppKeys, retCode: RetCode, content: string | object): Answer {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return raw(200, sealResponse(keys, retCode, text));
}

/** An answer outside the protocol: unsigned, in plain text. */
export function plain(
  status: number,
  retCode: number,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return raw(status, { ret_code: retCode, ret_content: message, sign: '' }, headers);
}

export function raw(
  status: number,
  body: SealedResponse | object | string,
  headers: Record<string, string> = {},
): Answer {
  return (response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** The connection breaks. */
export const hangUp: Answer = (response) => response.destroy();

/** No answer ever comes. */
export const silence: Answer = () => undefined;

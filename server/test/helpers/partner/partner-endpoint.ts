import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppKeys, isRequestSignedBy, openRequest } from '@zhixiao/protocol/envelope';
import { TEST_APP } from '../../../src/sandbox/seed.ts';

/** A notification as a partner received and verified it. */
interface Received {
  readonly content: Record<string, string>;
  readonly at: number;
}

export interface PartnerEndpoint extends AsyncDisposable {
  readonly url: string;
  /** Everything received, oldest first; only what was signed and decrypted is here. */
  readonly received: Received[];
  receivedFor(outTradeNo: string): Received[];
  /** How the next notifications are answered; undefined: not at all. */
  answer: { status: number; body: string; headers?: Record<string, string> } | undefined;
}

/** A partner's notify_url on a real HTTP server. */
export async function startPartnerEndpoint(keys: AppKeys = TEST_APP): Promise<PartnerEndpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const sealed = {
        id: form.get('id') ?? '',
        param: form.get('param') ?? '',
        sign: form.get('sign') ?? '',
      };
      if (!isRequestSignedBy(keys, sealed)) {
        response.writeHead(400).end('bad signature');
        return;
      }
      endpoint.received.push({ content: JSON.parse(openRequest(keys, sealed)), at: Date.now() });
      if (!endpoint.answer) return;
      const { status, body, headers } = endpoint.answer;
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: PartnerEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    received: [],
    receivedFor: (outTradeNo) =>
      endpoint.received.filter(({ content }) => content.out_trade_no === outTradeNo),
    answer: { status: 200, body: 'success' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

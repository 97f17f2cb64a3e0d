import { request } from 'node:http';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { TEST_APP } from '@zhixiao/server/sandbox/seed';
import { readAnswer } from '../../../server/test/helpers/partner/partner.ts';
import { patience } from '../../../test/helpers/patience.ts';

/** What a client has of a call. `unknown`: no whole answer came, and nobody can tell what became of it. */
export type Answer =
  | { readonly kind: 'ok'; readonly content: Record<string, unknown> }
  | { readonly kind: 'failed'; readonly code: number; readonly status: number; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const LIMIT_MS = 6_000;
/** In plain words: the network swallowed a part of the request's head, so that nobody could tell to whom it was addressed. */
const NO_HEAD = [400, 408];

/** One call of the partner. @throws when a whole answer is none of the interface: that is a fault of the server */
export async function callPartner(url: string, name: string, param: object): Promise<Answer> {
  const body = new URLSearchParams({ ...sealRequest(TEST_APP, param) }).toString();
  const answer = await post(`${url}/pay_api/${name}`, 'application/x-www-form-urlencoded', body);
  if ('reason' in answer) return { kind: 'unknown', reason: answer.reason };
  const { code, content, message } = readAnswer(TEST_APP, JSON.parse(answer.text) as SealedResponse);
  if (code === 0) return { kind: 'ok', content };
  return { kind: 'failed', code, status: answer.status, message };
}

/** Starts a payment as the cashier page does. */
export async function openCode(url: string, orderId: string, channel: string): Promise<Answer> {
  const body = JSON.stringify({ channel, device: 'desktop' });
  const answer = await post(`${url}/cashier-api/orders/${orderId}/payments`, 'application/json', body);
  if ('reason' in answer) return { kind: 'unknown', reason: answer.reason };
  const view = JSON.parse(answer.text) as { payment?: { codeUrl?: string }; message?: string };
  if (answer.status === 200 && view.payment) return { kind: 'ok', content: view.payment };
  return { kind: 'failed', code: -1, status: answer.status, message: String(view.message ?? answer.text) };
}

/** A connection of its own for each: what a proxy does to one harms no other. */
function post(
  url: string,
  type: string,
  body: string,
): Promise<{ status: number; text: string } | { reason: string }> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ reason: error.message });
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', failed);
      answer.on('end', () => {
        if (!answer.complete) return failed(new Error('cut off'));
        const [status, text] = [answer.statusCode ?? 0, Buffer.concat(chunks).toString()];
        const isInWords = answer.headers['content-type']?.startsWith('text/plain');
        resolve(isInWords && NO_HEAD.includes(status) ? { reason: text } : { status, text });
      });
      answer.on('close', () => failed(new Error('cut off')));
    });
    call.on('error', failed);
    setTimeout(() => call.destroy(new Error('timeout')), patience(LIMIT_MS)).unref();
    call.end(body);
  });
}

import { randomBytes } from 'node:crypto';
import { type AppKeys, sealRequest } from '@zhixiao/protocol/envelope';
import type { HttpAnswer } from './answer-reader.ts';

/** A partner's request, encrypted and signed, as it goes on the wire. */
export function partnerRequest(keys: AppKeys, name: string, param: object): Buffer {
  const form = new URLSearchParams({ ...sealRequest(keys, param) }).toString();
  return httpPost(`/pay_api/${name}`, form, { 'content-type': 'application/x-www-form-urlencoded' });
}

/** A POST as it goes on the wire. */
export function httpPost(path: string, body: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** A GET as it goes on the wire. */
export function httpGet(path: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** Whether an answer says "done" in the envelope; cheap enough to ask of every one. */
export function saysDone({ status, body }: HttpAnswer): boolean {
  return status === 200 && body.toString('latin1', 0, DONE.length) === DONE;
}

const DONE = '{"ret_code":0,';

/** Partner's order numbers as partners make them: the time, then a counter; never the same twice. */
export function orderNumbers(count: number): string[] {
  const prefix = `${Date.now()}${randomBytes(2).readUInt16BE().toString().padStart(5, '0')}`;
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(8, '0')}`);
}

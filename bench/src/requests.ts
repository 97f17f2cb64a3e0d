import { readFileSync } from 'node:fs';
import { sealRequest } from '@zhixiao/protocol/envelope';
import type { Load } from './load.ts';

/** The sandbox's app, as the interface document prints it. */
export const KEYS = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
  cipher: 'aes-256-cbc',
} as const;

const MANY = 80_000;

/** Whole requests, ready for the wire. */
export function requestsFor({ kind, known = 0, file }: Load): Buffer[] {
  if (kind === 'callback') {
    const lines = readFileSync(file ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    return lines.map((line) => Buffer.from(JSON.parse(line) as string));
  }
  const run = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  return Array.from({ length: MANY }, (_, n) => {
    const wanted = kind === 'order_query' ? `Q${Math.floor(Math.random() * known)}` : `B${run}${n}`;
    return post(kind === 'order_query' ? 'order_query' : 'order_create', paramOf(kind, wanted));
  });
}

/** One request with a form body. */
export function post(name: string, param: object): Buffer {
  const body = new URLSearchParams({ ...sealRequest(KEYS, param) }).toString();
  return httpRequest(`/pay_api/${name}`, body, { 'content-type': 'application/x-www-form-urlencoded' });
}

export function httpRequest(path: string, body: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n${body}`);
}

function paramOf(kind: Load['kind'], number: string): object {
  if (kind === 'order_query') return { out_trade_no: number };
  return {
    out_trade_no: number,
    body: '2026 年秋季学费',
    total_fee: '580000',
    user_no: '2013141516',
    user_name: '张三',
    notify_url: 'https://partner.example.com/notify',
    return_url: 'https://partner.example.com/back',
  };
}

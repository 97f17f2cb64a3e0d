import { connect } from 'node:net';
import { argv, exit, stdout } from 'node:process';
import { requestsFor } from './requests.ts';

/**
 * The load generator, a process of its own: `load.ts {what as JSON}`. Every request is signed, encrypted and
 * written out before the clock starts; what is measured is the server. Prints one line of JSON.
 */
export interface Load {
  readonly port: number;
  readonly kind: 'order_create' | 'order_query' | 'callback' | 'echo';
  readonly connections: number;
  readonly seconds: number;
  /** order_query: orders Q0, Q1, … exist. */
  readonly known?: number;
  /** callback: a file with prepared requests, one JSON string a line. */
  readonly file?: string;
}

const load = JSON.parse(argv[2] ?? '{}') as Load;
const requests = requestsFor(load);
const millis: number[] = [];
let next = 0;
let failed = 0;
let isOver = false;

const started = performance.now();
const timer = setTimeout(() => {
  isOver = true;
}, load.seconds * 1_000);
await Promise.all(Array.from({ length: load.connections }, drive));
clearTimeout(timer);
const seconds = (performance.now() - started) / 1_000;
millis.sort((one, other) => one - other);
const quantile = (share: number) => millis[Math.floor((millis.length - 1) * share)] ?? Number.NaN;
stdout.write(
  `${JSON.stringify({ rate: millis.length / seconds, count: millis.length, failed, p50: quantile(0.5), p99: quantile(0.99) })}\n`,
);
exit(0);

/** One keep-alive connection, one request at a time. */
function drive(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(load.port, '127.0.0.1').setNoDelay(true);
    let sentAt = 0;
    let answer = '';
    const send = () => {
      const request = requests[next];
      next += 1;
      if (isOver || request === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      if (!isSuccess(answer)) failed += 1;
      answer = '';
      millis.push(performance.now() - sentAt);
      send();
    });
  });
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? 0);
  return answer.length >= head + 4 + length;
}

function isSuccess(answer: string): boolean {
  if (load.kind === 'callback') return answer.startsWith('HTTP/1.1 204');
  return load.kind === 'echo' || answer.includes('"ret_code":0');
}

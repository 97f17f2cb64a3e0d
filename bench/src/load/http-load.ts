import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Latency, latencyOf } from '../rounds/statistics.ts';
import { AnswerReader, type HttpAnswer } from './answer-reader.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Requests as they go on the wire, made ahead so that making them is not measured. */
  readonly requests: readonly Buffer[];
  /** The run ends after this long, or when every request was answered. */
  readonly seconds: number;
  /** Whether an answer is the one that was asked for. */
  readonly isGood: (answer: HttpAnswer) => boolean;
}

export interface LoadResult {
  readonly answered: number;
  readonly seconds: number;
  readonly latency: Latency;
}

/** Thrown when an answer is wrong: a server that refuses quickly must not look fast. */
class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/**
 * Keeps one request under way on each of `connections` kept-alive connections.
 * @throws WrongAnswer
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { port, connections, requests, seconds } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latencies: number[] = [];
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let next = 0;
  const take = () => (performance.now() < deadline ? requests[next++] : undefined);
  try {
    await Promise.all(sockets.map((socket) => converse(socket, take, options.isGood, latencies)));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const elapsed = (performance.now() - started) / 1000;
  return { answered: latencies.length, seconds: elapsed, latency: latencyOf(latencies) };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function converse(
  socket: Socket,
  take: () => Buffer | undefined,
  isGood: LoadOptions['isGood'],
  latencies: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    const send = () => {
      const request = take();
      if (!request) return resolve();
      sentAt = performance.now();
      socket.write(request);
    };
    const reader = new AnswerReader((answer) => {
      latencies.push(performance.now() - sentAt);
      if (isGood(answer)) send();
      else reject(new WrongAnswer(`${answer.status} ${answer.body.toString()}`));
    });
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => reject(new WrongAnswer('the server closed the connection')));
    send();
  });
}

import { Worker } from 'node:worker_threads';
import { SECOND_MS } from '../lib/clock.ts';
import { UnreadableBill } from './bill-table.ts';
import type { BillMessage } from './bill-thread.ts';
import type { BillContent, BillRow } from './channel.ts';
import type { BillFile } from './read-bill.ts';

export interface BillReaderLimits {
  readonly timeMs: number;
  /** Of the thread's objects, beside the file itself. */
  readonly memoryMb: number;
}

const LIMITS: BillReaderLimits = { timeMs: 120 * SECOND_MS, memoryMb: 768 };

/**
 * Unpacks and reads a bill on a thread of its own, which lives no longer than the file: one that takes too much time
 * or memory ends its thread and nothing else.
 * @throws UnreadableBill
 */
export function readBillApart(
  bill: BillFile,
  { timeMs, memoryMb }: BillReaderLimits = LIMITS,
): Promise<BillContent | 'blank'> {
  const worker = new Worker(new URL('./bill-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const rows: BillRow[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<BillContent | 'blank'>();
  const limit = setTimeout(
    () => reject(new UnreadableBill(`账单在 ${timeMs / SECOND_MS} 秒内没有读完`)),
    timeMs,
  );
  worker.on('message', (message: BillMessage) => {
    if ('rows' in message) {
      for (const row of message.rows) rows.push(row);
      worker.postMessage('taken');
    } else if (message.end === 'read') resolve({ rows, unread: message.unread, gaps: message.gaps });
    else if (message.end === 'blank') resolve('blank');
    else reject(new UnreadableBill(message.reason));
  });
  worker.on('error', (error) =>
    reject(isOutOfMemory(error) ? new UnreadableBill('账单过大，内存不足') : error),
  );
  worker.on('exit', () => reject(new Error('the thread that reads a bill ended')));
  worker.postMessage(bill);
  return promise.finally(() => {
    clearTimeout(limit);
    return worker.terminate();
  });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

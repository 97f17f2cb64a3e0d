import { Worker } from 'node:worker_threads';
import type { Receipt } from './receipt.ts';

/** Draws receipts on a thread of its own: each takes tens of milliseconds in which nobody could pay. */
export interface ReceiptPainter extends AsyncDisposable {
  draw(receipt: Receipt): Promise<Buffer>;
}

interface Drawn {
  readonly id: number;
  readonly pdf?: Uint8Array;
  readonly problem?: string;
}

export function createReceiptPainter(): ReceiptPainter {
  const waiting = new Map<number, PromiseWithResolvers<Buffer>>();
  let worker: Worker | undefined;
  let lastId = 0;

  const fail = (error: Error) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  /** Started with the first receipt: most processes of most schools never draw one. */
  const thread = () => {
    if (worker) return worker;
    worker = new Worker(new URL('./drawing-thread.ts', import.meta.url));
    worker.unref();
    worker.on('message', ({ id, pdf, problem }: Drawn) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) worker?.unref();
      if (pdf) asked?.resolve(Buffer.from(pdf));
      else asked?.reject(new Error(`the receipt could not be drawn: ${problem}`));
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the drawing thread ended')));
    return worker;
  };

  return {
    draw(receipt) {
      const asked = Promise.withResolvers<Buffer>();
      lastId += 1;
      const id = lastId;
      waiting.set(id, asked);
      const drawing = thread();
      drawing.ref();
      drawing.postMessage({ id, receipt });
      return asked.promise;
    },
    async [Symbol.asyncDispose]() {
      await worker?.terminate();
    },
  };
}

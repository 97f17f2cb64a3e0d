import { parentPort } from 'node:worker_threads';
import { drawReceipt } from './draw-receipt.ts';
import type { Receipt } from './receipt.ts';

/** Draws receipts one after the other, away from the thread that serves payers. */
parentPort?.on('message', async ({ id, receipt }: { id: number; receipt: Receipt }) => {
  try {
    parentPort?.postMessage({ id, pdf: await drawReceipt(receipt) });
  } catch (error) {
    parentPort?.postMessage({ id, problem: String(error) });
  }
});

import type { Terminal } from './terminal.ts';

/** A call of the test app, as the gateway wrote it down. */
export interface RequestEntry {
  readonly requestId: string;
  readonly at: string;
  readonly interfaceName: string;
  readonly outcome: string;
  readonly retCode: number;
  readonly step?: string;
  readonly message?: string;
  readonly outTradeNo?: string;
  readonly durationMs: number;
}

/** What the gateway asked of an emulated channel. */
export interface JournalEntry {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly fault: string | null;
}

export function showRequest({ entry: print, paint }: Terminal, request: RequestEntry): void {
  const { requestId, at, interfaceName, outcome, retCode, step, message, outTradeNo, durationMs } = request;
  const isDone = outcome === 'done';
  const verdict = isDone ? paint('green', '0') : paint('red', `${retCode} ${step ?? ''} ${message ?? ''}`);
  const number = outTradeNo === undefined ? '' : ` ${outTradeNo}`;
  const took = paint('dim', `${Math.round(durationMs)} ms`);
  print(`${paint('dim', `${timeOf(at)} ${requestId}`)} ${interfaceName}${number} ${verdict} ${took}`, {
    ...request,
  });
}

/** Bodies stay out: they may name payers. */
export function showAtChannel(
  { entry: print, paint, say }: Terminal,
  { id, at, method, path, status, fault }: JournalEntry,
): void {
  const isFine = status !== null && status < 400;
  const outcome = paint(isFine ? 'green' : 'red', String(status ?? say({ zh: '无应答', en: 'no answer' })));
  const emulated = fault === null ? '' : paint('yellow', ` ${fault}`);
  const { pathname } = new URL(path, 'http://sandbox');
  print(`${paint('dim', `${timeOf(at)} ${id}`)} ${method.padEnd(5)} ${pathname} ${outcome}${emulated}`, {
    id,
    at: new Date(at).toISOString(),
    method,
    path: pathname,
    status,
    fault,
  });
}

function timeOf(at: string | number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

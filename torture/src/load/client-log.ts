import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One operation of a client, as it began or as it ended for the client. `unknown`: no answer, or none to read. */
export interface Entry {
  readonly at: number;
  readonly op: 'order_create' | 'order_query' | 'order_cancel' | 'order_refund' | 'payment' | 'pay';
  readonly outTradeNo: string;
  readonly phase: 'invoked' | 'ok' | 'failed' | 'unknown';
  /** What was asked for or answered. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What answers have promised about an order, from all of the log. */
export interface Facts {
  readonly outTradeNo: string;
  /** Fen. */
  amount: number;
  readonly orderIds: Set<string>;
  /** Ends that were answered: "2" paid, "3" closed. */
  readonly endings: Set<string>;
  /** By refund id: the amount that was accepted, fen. */
  readonly refunds: Map<string, number>;
  /** By the partner's own number of a refund: the refund ids that were answered. */
  readonly refundNumbers: Map<string, Set<string>>;
}

/** The clients' own record: a line a phase, kept in a file that later sittings go on with. */
export interface ClientLog {
  readonly facts: ReadonlyMap<string, Facts>;
  /** How often each operation came to each end. */
  readonly counts: ReadonlyMap<string, number>;
  /** It outlives the run from now on, as the orders do that it is about. */
  write(entry: Omit<Entry, 'at'>): void;
  close(): void;
}

export function openClientLog(file: string): ClientLog {
  const facts = new Map<string, Facts>();
  const counts = new Map<string, number>();
  if (existsSync(file)) {
    const lines = readFileSync(file, 'utf8').split('\n');
    // the last one may be cut short
    for (const line of lines) if (line.endsWith('}')) take(facts, counts, JSON.parse(line) as Entry);
  }
  const opened = openSync(file, 'a');
  return {
    facts,
    counts,
    write(entry) {
      const whole = { at: Date.now(), ...entry };
      take(facts, counts, whole);
      writeSync(opened, `${JSON.stringify(whole)}\n`);
    },
    close: () => closeSync(opened),
  };
}

function take(facts: Map<string, Facts>, counts: Map<string, number>, entry: Entry): void {
  const { op, phase, outTradeNo, detail } = entry;
  const counted = `${op} ${phase}`;
  counts.set(counted, (counts.get(counted) ?? 0) + 1);
  let known = facts.get(outTradeNo);
  if (!known) {
    known = {
      outTradeNo,
      amount: 0,
      orderIds: new Set(),
      endings: new Set(),
      refunds: new Map(),
      refundNumbers: new Map(),
    };
    facts.set(outTradeNo, known);
  }
  if (op === 'order_create' && phase === 'invoked') known.amount = Number(detail.amount);
  if (phase === 'ok') promised(known, op, detail);
}

function promised(facts: Facts, op: Entry['op'], detail: Entry['detail']): void {
  switch (op) {
    case 'order_create':
      facts.orderIds.add(String(detail.orderId));
      return;
    case 'order_query':
      if (detail.status !== '1') facts.endings.add(String(detail.status));
      return;
    case 'order_cancel':
      facts.endings.add('3');
      return;
    case 'order_refund': {
      const refundId = String(detail.refundId);
      facts.refunds.set(refundId, Number(detail.amount));
      if (detail.number === undefined) return;
      const number = String(detail.number);
      facts.refundNumbers.set(number, (facts.refundNumbers.get(number) ?? new Set()).add(refundId));
      return;
    }
    case 'pay':
    case 'payment':
      return;
  }
}

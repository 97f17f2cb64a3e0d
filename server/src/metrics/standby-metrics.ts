import { Counter, Gauge, type Registry } from 'prom-client';
import { onMeasure } from '../lib/measures.ts';

/** How far behind the standby is that the console reads from, and how often it is read. Nothing where there is none. */
export function standbyMetrics(registers: Registry[]): Disposable {
  const usable = new Gauge({
    name: 'zhixiao_standby_usable',
    help: 'Whether a standby may be read from, 1 or 0',
    registers,
  });
  usable.remove();
  const lag = new Gauge({
    name: 'zhixiao_standby_lag_seconds',
    help: 'How old what is read from the standby may be',
    registers,
  });
  lag.remove();
  const reads = new Counter({
    name: 'zhixiao_lagging_reads_total',
    help: 'Requests of the console that a standby may answer, by where they began to read',
    labelNames: ['from'],
    registers,
  });
  const left = new Counter({
    name: 'zhixiao_standby_left_total',
    help: 'Requests that began at a standby and went on at the primary',
    labelNames: ['why'],
    registers,
  });
  const stack = new DisposableStack();
  stack.defer(
    onMeasure('standby', ({ isUsable, lagSeconds }) => {
      usable.set(Number(isUsable));
      if (Number.isFinite(lagSeconds)) lag.set(lagSeconds);
      else lag.remove();
    }),
  );
  stack.defer(onMeasure('lagging_read', ({ from }) => reads.inc({ from })));
  stack.defer(onMeasure('standby_left', ({ why }) => left.inc({ why })));
  return stack;
}

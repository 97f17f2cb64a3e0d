import type { AppKeys } from '@zhixiao/protocol/envelope';
import { KEYS } from '../scenarios/legs.ts';
import { partnerId } from '../seed/notifications.ts';
import { orderIdOf, startSilence, startSink } from './sink.ts';

/** The partners' systems of a run, each at an address of its own. */
export interface Partners extends AsyncDisposable {
  readonly count: number;
  keysOf(partner: number): AppKeys;
  notifyUrlOf(partner: number): string;
  /** The apps whose systems never answer a notification. */
  readonly dead: ReadonlySet<string>;
  /** When each order's notification was first received, by the machine's clock. */
  readonly toldAt: ReadonlyMap<string, number>;
}

const FASTEST_MS = 20;
const SLOWEST_MS = 2_000;

/** Each takes 20 to 2,000 ms to answer, short times as often as long ones; the first `dead` never answer. */
export async function startPartners(count: number, dead: number): Promise<Partners> {
  await using starting = new AsyncDisposableStack();
  const toldAt = new Map<string, number>();
  const urls: string[] = [];
  for (let partner = 0; partner < count; partner += 1) {
    if (partner < dead) {
      urls.push(starting.use(await startSilence()).url);
      continue;
    }
    const sink = starting.use(await startSink(() => FASTEST_MS * (SLOWEST_MS / FASTEST_MS) ** Math.random()));
    sink.onForm = (form) => {
      const orderId = orderIdOf(form);
      if (!toldAt.has(orderId)) toldAt.set(orderId, Date.now());
    };
    urls.push(sink.url);
  }
  const stack = starting.move();
  return {
    count,
    keysOf: (partner) => ({ ...KEYS, appId: partnerId(partner) }),
    notifyUrlOf: (partner) => urls[partner] ?? '',
    dead: new Set(Array.from({ length: dead }, (_, partner) => partnerId(partner))),
    toldAt,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

import type { AppKeys } from '@zhixiao/protocol/envelope';
import { TEST_APP } from '@zhixiao/server/sandbox/seed';
import { type LoadOptions, runLoad } from '../load/http-load.ts';
import { orderNumbers, partnerRequest, saysDone } from '../load/requests.ts';
import { metered, type Roots } from '../machine/meter.ts';
import type { BenchServer } from '../product/server.ts';
import { type PgbenchOptions, runPgbench } from '../references/pgbench.ts';
import type { Leg } from '../rounds/rounds.ts';
import type { Bench } from '../scenario.ts';

export const KEYS: AppKeys = TEST_APP;

/** Faster than anything here answers: a leg that runs out of requests ends early, and is timed as it was. */
const RATE_MAX = 15_000;
const RATE_MAX_OF_ONE = 4_000;

/** How many requests a leg is prepared for. */
export function supply(bench: Bench, connections: number): number {
  return bench.seconds * Math.min(RATE_MAX, RATE_MAX_OF_ONE * connections);
}

/** A leg of requests over HTTP; `makeRequests` runs before the clock starts. */
export function httpLeg(
  name: string,
  roots: Roots,
  load: Omit<LoadOptions, 'requests' | 'isGood'> & Partial<Pick<LoadOptions, 'isGood'>>,
  makeRequests: () => Buffer[] | Promise<Buffer[]>,
): Leg {
  return {
    name,
    async run() {
      const requests = await makeRequests();
      const [result, usage] = await metered(roots, () => runLoad({ isGood: saysDone, ...load, requests }));
      return {
        operations: result.answered,
        rate: result.answered / result.seconds,
        usage,
        latency: result.latency,
      };
    },
  };
}

/** A leg of pgbench, with the number of the run in its variable `base`. */
export function pgbenchLeg(
  name: string,
  roots: Roots,
  options: Omit<PgbenchOptions, 'variables'>,
  variables: () => PgbenchOptions['variables'],
): Leg {
  return {
    name,
    async run() {
      const [result, usage] = await metered(roots, () => runPgbench({ ...options, variables: variables() }));
      return { operations: result.transactions, rate: result.rate, usage };
    },
  };
}

/** What a partner asks for when a student pays for electricity. */
export const ORDER_TERMS = {
  body: '学生公寓3栋502 电费充值',
  total_fee: '5000',
  user_no: '2013141516',
  user_name: '张三丰',
  notify_url: 'https://power.example.edu.cn/pay/notify',
  return_url: 'https://power.example.edu.cn/pay/done',
};

/** New orders through the partner interface. */
export function orderCreateLeg(
  bench: Bench,
  name: string,
  server: BenchServer,
  roots: Roots,
  connections: number,
): Leg {
  const load = { port: server.port, connections, seconds: bench.seconds };
  return httpLeg(name, roots, load, () =>
    orderNumbers(supply(bench, connections)).map((number) =>
      partnerRequest(KEYS, 'order_create', { ...ORDER_TERMS, out_trade_no: number }),
    ),
  );
}

/** Queries of a database's orders, in no order. */
export function orderQueryLeg(
  bench: Bench,
  name: string,
  server: BenchServer,
  roots: Roots,
  orders: { readonly count: number; outTradeNo(n: number): string },
): Leg {
  const load = { port: server.port, connections: QUERY_CONNECTIONS, seconds: bench.seconds };
  return httpLeg(name, roots, load, () =>
    Array.from({ length: supply(bench, QUERY_CONNECTIONS) }, () => {
      const number = orders.outTradeNo(Math.floor(Math.random() * orders.count));
      return partnerRequest(KEYS, 'order_query', { out_trade_no: number });
    }),
  );
}

export const QUERY_CONNECTIONS = 64;

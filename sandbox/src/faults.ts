import type { Answer, Distortion, EmulatedApi, Exchange, FaultTraits } from './wire.ts';

/** What happens to a request, or to an attempt at a callback, instead of the ordinary. */
export interface FaultRule {
  readonly match?: {
    readonly method?: string;
    /** Regular expression, searched in the path without its query, and in the API's own name of the call. */
    readonly path?: string;
    /** Regular expression, searched in each merchant's number that the request or callback names. */
    readonly out_trade_no?: string;
  };
  /** How many matches pass unharmed first. */
  readonly skip?: number;
  /** Which part of the matches is hit, by chance, 0 to 1; all of them by default. */
  readonly part?: number;
  /** How many are hit, 1 by default; for `duplicate` the copies that one callback is sent in. Not for `rate_limit`. */
  readonly times?: number;
  /** `rate_limit`: so many matches in a second pass; the others are hit for as long as the rule stands. */
  readonly per_second?: number;
  /** With it the rule is about callbacks of that kind, without it about requests. */
  readonly callback?: 'payment' | 'refund';
  readonly fault: RequestFault | CallbackFault;
  /** `status`: the answer. */
  readonly status?: number;
  readonly body?: unknown;
  /** `status`, `system_error`: whether the request takes effect all the same. */
  readonly after?: boolean;
  /** `delay`, `trickle`: real milliseconds for an answer, milliseconds by the clock for a callback. */
  readonly ms?: number;
}

export type CallbackFault = 'lost' | 'duplicate' | 'delay' | 'forged' | 'wrong_amount';
export const CALLBACK_FAULTS: readonly CallbackFault[] = [
  'lost',
  'duplicate',
  'delay',
  'forged',
  'wrong_amount',
];

/** How an answer leaves: in some shape, never, or as a broken connection. */
export type Delivery =
  | {
      readonly kind: 'answer';
      readonly answer: Answer;
      readonly distortion?: Distortion;
      readonly delayMs?: number;
      /** Only the first half of the body. */
      readonly truncated?: boolean;
      /** The time the body takes. */
      readonly trickleMs?: number;
    }
  | { readonly kind: 'hold' }
  | { readonly kind: 'reset' };

type Effect = (rule: FaultRule, run: () => Answer, say: FaultTraits, exchange: Exchange) => Delivery;

const distorted =
  (distortion: Distortion): Effect =>
  (_rule, run) => ({ kind: 'answer', answer: run(), distortion });

const REQUEST_EFFECTS = {
  timeout_before: () => ({ kind: 'hold' }),
  timeout_after: (_rule, run) => {
    run();
    return { kind: 'hold' };
  },
  reset_after: (_rule, run) => {
    run();
    return { kind: 'reset' };
  },
  status: (rule, run) => {
    if (rule.after) run();
    return { kind: 'answer', answer: statusAnswer(rule) };
  },
  delay: (rule, run) => ({ kind: 'answer', answer: run(), delayMs: rule.ms ?? 0 }),
  system_error: (rule, run, say, exchange) => {
    if (rule.after) run();
    return { kind: 'answer', answer: say.failure(exchange) };
  },
  rate_limit: (_rule, _run, say, exchange) => ({ kind: 'answer', answer: say.limited(exchange) }),
  truncated: (_rule, run) => ({ kind: 'answer', answer: run(), truncated: true }),
  empty: (_rule, run) => {
    run();
    return { kind: 'answer', answer: { status: 200, body: '', signed: false } };
  },
  trickle: (rule, run) => ({ kind: 'answer', answer: run(), trickleMs: rule.ms ?? 0 }),
  // The channel says it closed an order, and takes money for it all the same.
  lie_closed: (_rule, _run, say, exchange) => ({ kind: 'answer', answer: say.closed(exchange) }),
  bad_signature: distorted('bad_signature'),
  no_signature: distorted('no_signature'),
  unknown_serial: distorted('unknown_serial'),
  tampered_body: distorted('tampered_body'),
  signtest: distorted('signtest'),
  skewed_time: distorted('skewed_time'),
} as const satisfies Record<string, Effect>;

export type RequestFault = keyof typeof REQUEST_EFFECTS;
export const REQUEST_FAULTS = Object.keys(REQUEST_EFFECTS) as readonly RequestFault[];

/** What becomes of a request under a fault, or without one. */
export function deliveryOf(fault: FaultRule | undefined, exchange: Exchange, api: EmulatedApi): Delivery {
  const run = () => api.handle(exchange);
  if (!fault) return { kind: 'answer', answer: run() };
  return REQUEST_EFFECTS[fault.fault as RequestFault](fault, run, api.traits, exchange);
}

/** For an API that merchants' numbers do not pass through. */
export const NO_TRAITS: FaultTraits = {
  callName: () => undefined,
  numbersIn: () => [],
  closed: () => ({ status: 204, body: '', signed: false }),
  failure: () => ({ status: 500, body: '', signed: false }),
  limited: () => ({ status: 429, body: '', signed: false }),
};

/** The switchboard. Rules live until they are used up, deleted, or the process ends. */
export interface Faults {
  add(rule: FaultRule): void;
  list(): readonly (FaultRule & { readonly hits: number })[];
  clear(): void;
  /** The fault for this request, counted as used. */
  forRequest(exchange: Exchange, traits: FaultTraits): FaultRule | undefined;
  /** The fault for this attempt at a callback, counted as used. */
  forCallback(kind: 'payment' | 'refund', numbers: readonly string[]): FaultRule | undefined;
}

export function createFaults(): Faults {
  let rules: {
    readonly rule: FaultRule;
    readonly passes: () => boolean;
    seen: number;
    hits: number;
  }[] = [];

  function take(fits: (rule: FaultRule) => boolean): FaultRule | undefined {
    for (const entry of rules) {
      const { skip = 0, part = 1 } = entry.rule;
      const hitsMax = hitsMaxOf(entry.rule);
      if (entry.hits >= hitsMax || !fits(entry.rule)) continue;
      entry.seen += 1;
      if (entry.seen <= skip || Math.random() >= part || entry.passes()) continue;
      entry.hits += 1;
      return entry.rule;
    }
    return undefined;
  }

  return {
    add: (rule) => void rules.push({ rule, passes: passer(rule), seen: 0, hits: 0 }),
    list: () => rules.map(({ rule, hits }) => ({ ...rule, hits })),
    clear: () => {
      rules = [];
    },
    forRequest: (exchange, { callName, numbersIn }) =>
      take(
        ({ callback, match = {} }) =>
          callback === undefined &&
          (match.method === undefined || match.method === exchange.method) &&
          searched(match.path, [exchange.path, callName(exchange) ?? '']) &&
          searched(match.out_trade_no, numbersIn(exchange)),
      ),
    forCallback: (kind, numbers) =>
      take(({ callback, match = {} }) => callback === kind && searched(match.out_trade_no, numbers)),
  };
}

/** How many a rule hits before it is used up. */
export function hitsMaxOf({ fault, times = 1 }: FaultRule): number {
  if (fault === 'rate_limit') return Number.POSITIVE_INFINITY;
  return fault === 'duplicate' ? 1 : times;
}

/** Which matches of a rule pass all the same: of `rate_limit` the first of each second, by the machine's own time. */
function passer({ fault, per_second: perSecond = 1 }: FaultRule): () => boolean {
  if (fault !== 'rate_limit') return () => false;
  let second = 0;
  let passed = 0;
  return () => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) [second, passed] = [now, 0];
    passed += 1;
    return passed <= perSecond;
  };
}

function searched(pattern: string | undefined, texts: readonly string[]): boolean {
  if (pattern === undefined) return true;
  const expression = new RegExp(pattern);
  return texts.some((text) => expression.test(text));
}

/** A 2xx carries the channel's signature as any other; what a proxy in between says does not. */
function statusAnswer({ status = 500, body = '' }: FaultRule): Answer {
  const isText = typeof body === 'string';
  return {
    status,
    headers: { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8' },
    body: isText ? body : JSON.stringify(body),
    signed: status < 300,
  };
}

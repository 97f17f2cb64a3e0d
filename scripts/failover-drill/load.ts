import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type SealedResponse, sealRequest } from '../../protocol/src/envelope.ts';
import { TEST_APP } from '../../server/src/sandbox/seed.ts';
import { emulatorAdmin } from '../../server/test/helpers/channels/emulator-admin.ts';
import { orderTerms, readAnswer } from '../../server/test/helpers/partner/partner.ts';
import type { PartnerEndpoint } from '../../server/test/helpers/partner/partner-endpoint.ts';
import type { Servers } from './servers.ts';

/** How one request ended, as the partner saw it. */
type Ending = 'done' | 'refused' | 'away';

interface Attempt {
  readonly askedAt: number;
  readonly receivedAt: number;
  readonly ending: Ending;
}

/** An order or a refund that was asked for, with what has been acknowledged of it. */
export interface Wanted {
  readonly param: Record<string, unknown>;
  /** The number that an answer of success gave; undefined as long as there was none. */
  acknowledged: string | undefined;
  /** What the partner was told instead, when it was refused for good. */
  refused: string | undefined;
}

export interface History {
  readonly orders: Wanted[];
  readonly refunds: Wanted[];
  /** Every request for an order, by the time it was answered. */
  readonly attempts: Attempt[];
  /** Answers that break a promise: not in the envelope, a number that changed, no answer. */
  readonly violations: string[];
}

export interface Load {
  readonly history: History;
  /** Waits for what is under way. */
  stop(): Promise<void>;
  /** Asks once more for everything that has no answer yet, with the same parameters, as partners do. */
  repeatUnanswered(): Promise<void>;
}

const CALLERS = 12;
const PAUSE_MS = 100;
const ANSWER_LIMIT_MS = 30_000;
const TOTAL_FEN = 100;
const REFUND_FEN = 30;
const CHANNELS = ['wechat', 'alipay'];

/** Partners who create orders, payers who pay them, refunds of what was paid; all at once until stopped. */
export function startLoad(servers: Servers, endpoint: PartnerEndpoint): Load {
  const history: History = { orders: [], refunds: [], attempts: [], violations: [] };
  let turn = 0;
  let isStopped = false;
  const url = () => {
    turn += 1;
    return servers.urls[turn % servers.urls.length] ?? '';
  };

  const want = async (name: string, wanted: Wanted, numberOf: string): Promise<Ending> => {
    const answer = await callInEnvelope(url(), name, wanted.param);
    if (typeof answer === 'string') {
      history.violations.push(answer);
      return 'away';
    }
    if (answer.status === 503) return 'away';
    if (answer.code === 0) {
      const number = String(answer.content[numberOf]);
      if (wanted.acknowledged !== undefined && wanted.acknowledged !== number)
        history.violations.push(`${name}: ${wanted.acknowledged} became ${number}`);
      wanted.acknowledged = number;
      return 'done';
    }
    // -1 is to be repeated; anything else is about the request itself, which was right
    if (answer.code !== -1) history.violations.push(`${name}: ${answer.code} ${answer.message}`);
    wanted.refused = answer.message;
    return 'refused';
  };
  const order = async (): Promise<Wanted> => {
    const wanted = newWanted(orderTerms(endpoint.url, { total_fee: String(TOTAL_FEN) }));
    history.orders.push(wanted);
    const askedAt = performance.now();
    const ending = await want('order_create', wanted, 'order_id');
    history.attempts.push({ askedAt, receivedAt: performance.now(), ending });
    return wanted;
  };
  const refund = async (paid: Wanted) => {
    const { out_trade_no } = paid.param;
    const wanted = newWanted({
      out_trade_no,
      refund_fee: String(REFUND_FEN),
      out_refund_no: randomUUID().slice(0, 32),
    });
    history.refunds.push(wanted);
    await want('order_refund', wanted, 'refund_id');
  };
  const call = async (number: number) => {
    for (let round = 0; !isStopped; round += 1) {
      const wanted = await order();
      if (wanted.acknowledged !== undefined && round % 2 === 0) {
        const isPaid = await pay(
          url(),
          servers.sandboxUrl,
          wanted.acknowledged,
          CHANNELS[(number + round) % 4 === 0 ? 1 : 0] ?? '',
        );
        if (typeof isPaid === 'string') history.violations.push(isPaid);
        else if (isPaid && round % 4 === 0) await refund(wanted);
      }
      await delay(PAUSE_MS);
    }
  };
  const calling = Array.from({ length: CALLERS }, (_one, number) => call(number));
  return {
    history,
    async stop() {
      isStopped = true;
      await Promise.all(calling);
    },
    async repeatUnanswered() {
      await inTurn(history.orders.filter(isUnanswered), (one) => want('order_create', one, 'order_id'));
      await inTurn(history.refunds.filter(isUnanswered), (one) => want('order_refund', one, 'refund_id'));
    },
  };
}

const isUnanswered = ({ acknowledged }: Wanted) => acknowledged === undefined;

/** As many at once as there are callers. */
async function inTurn(all: readonly Wanted[], ask: (one: Wanted) => Promise<unknown>): Promise<void> {
  const left = all.values();
  const caller = async () => {
    for (const one of left) await ask(one);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

function newWanted(param: Record<string, unknown>): Wanted {
  return { param, acknowledged: undefined, refused: undefined };
}

/** An answer in the envelope, or in words what came instead. */
async function callInEnvelope(url: string, name: string, param: Record<string, unknown>) {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/pay_api/${name}`, {
      method: 'POST',
      body: new URLSearchParams({ ...sealRequest(TEST_APP, param) }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    text = await response.text();
  } catch (error) {
    return `${name}: no answer (${error instanceof Error ? error.message : error})`;
  }
  try {
    return { status: response.status, ...readAnswer(TEST_APP, JSON.parse(text) as SealedResponse) };
  } catch {
    return `${name}: ${response.status} not in the envelope: ${text.slice(0, 200)}`;
  }
}

interface CashierView {
  readonly payment?: { readonly codeUrl?: string };
}

/** A payer at the cashier: false when he cannot pay now, words when the page fails as it never may. */
async function pay(
  url: string,
  sandboxUrl: string,
  orderId: string,
  channel: string,
): Promise<boolean | string> {
  let response: Response;
  try {
    response = await fetch(`${url}/cashier-api/orders/${orderId}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel, device: 'desktop' }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
  } catch (error) {
    return `cashier: no answer (${error instanceof Error ? error.message : error})`;
  }
  if (response.status >= 500 && response.status !== 503) return `cashier: ${response.status}`;
  const { payment } = (await response.json()) as CashierView;
  if (!response.ok || payment?.codeUrl === undefined) return false;
  const paid = await emulatorAdmin(sandboxUrl)<{ trade_state?: string }>('POST', `/${channel}/pay`, {
    code_url: payment.codeUrl,
    result: 'success',
  });
  return paid.trade_state === 'SUCCESS';
}

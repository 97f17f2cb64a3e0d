import { setTimeout as delay } from 'node:timers/promises';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { orderTerms, type Partner, readAnswer } from '../partner/partner.ts';

/** What a partner received about one order it created. */
export interface ReceivedOrder {
  readonly terms: Record<string, unknown>;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code: number;
  readonly message: string;
  readonly orderId: string | undefined;
  readonly askedAt: number;
  readonly receivedAt: number;
}

/** Wants one order; whatever is answered is in the envelope, or this throws. */
export async function wantOrder(
  url: string,
  partner: Partner,
  terms: Record<string, unknown>,
): Promise<ReceivedOrder> {
  const askedAt = performance.now();
  const answer = await fetch(`${url}/pay_api/order_create`, {
    method: 'POST',
    body: new URLSearchParams({ ...sealRequest(partner.keys, terms) }),
  });
  const { code, content, message } = readAnswer(partner.keys, (await answer.json()) as SealedResponse);
  return {
    terms,
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    code,
    message,
    orderId: content.order_id === undefined ? undefined : String(content.order_id),
    askedAt,
    receivedAt: performance.now(),
  };
}

/** Partners who want one order after the other, until they are stopped. */
export interface OrderLoad {
  readonly received: readonly ReceivedOrder[];
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function startOrderLoad(
  gateway: { readonly url: string; readonly partner: Partner; readonly endpoint: { readonly url: string } },
  { callers, pauseMs }: { callers: number; pauseMs: number },
): OrderLoad {
  const received: ReceivedOrder[] = [];
  let stopped = false;
  const calling = Array.from({ length: callers }, async () => {
    while (!stopped) {
      received.push(await wantOrder(gateway.url, gateway.partner, orderTerms(gateway.endpoint.url)));
      await delay(pauseMs);
    }
  });
  return {
    received,
    async stop() {
      stopped = true;
      await Promise.all(calling);
    },
  };
}

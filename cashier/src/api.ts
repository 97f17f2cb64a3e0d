import type { CashierError, CashierView } from '@zhixiao/contract/cashier/view';
import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import type { ChannelName } from '@zhixiao/contract/codes/channels';

/** An answer of the cashier API: the order's view, a refusal fit to show, or nothing that can be used. */
export type Answer =
  | { readonly kind: 'view'; readonly view: CashierView }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly inEnglish: string;
      readonly retryAfterMs?: number;
      /** After how long the payer's turn is expected to come, where he waits for one. */
      readonly turnMs?: number;
    }
  | { readonly kind: 'offline'; readonly retryAfterMs?: number };

const TIMEOUT_MS = 15_000;

export interface CashierApi {
  view(): Promise<Answer>;
  /** Has the server ask the channel whether the money has arrived. */
  check(): Promise<Answer>;
  start(channel: ChannelName): Promise<Answer>;
}

export function cashierApi(orderId: string, device: CashierDevice): CashierApi {
  const base = `/cashier-api/orders/${orderId}`;
  return {
    view: () => send('GET', `${base}?device=${device}`),
    check: () => send('POST', `${base}/check?device=${device}`),
    start: (channel) => send('POST', `${base}/payments`, { channel, device }),
  };
}

// XMLHttpRequest, because the oldest webviews have no fetch that can be given up
function send(method: string, url: string, body?: object): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.timeout = TIMEOUT_MS;
    if (body) request.setRequestHeader('content-type', 'application/json');
    request.onload = () => resolve(read(request));
    request.onerror = () => resolve({ kind: 'offline' });
    request.ontimeout = () => resolve({ kind: 'offline' });
    request.onabort = () => resolve({ kind: 'offline' });
    request.send(body ? JSON.stringify(body) : null);
  });
}

function read(request: XMLHttpRequest): Answer {
  const content = parse(request.responseText);
  if (request.status === 200 && content) return { kind: 'view', view: content as CashierView };
  const refusal = content as Partial<CashierError> | undefined;
  const retryAfterMs = refusal?.retryAfterMs ?? retryAfterHeaderMs(request);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (!refusal?.error) return { kind: 'offline', ...wait };
  const turn = refusal.turnMs === undefined ? {} : { turnMs: refusal.turnMs };
  return { kind: 'refused', ...refusal.error, ...wait, ...turn };
}

/** A proxy on the way may answer with something that is not ours. */
function parse(text: string): object | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}

function retryAfterHeaderMs(request: XMLHttpRequest): number | undefined {
  const seconds = request.getResponseHeader('retry-after');
  return seconds !== null && /^\d{1,4}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

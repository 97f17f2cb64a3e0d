import type { CashierChannel, CashierDevice, CashierError, CashierView } from './view.ts';

/** An answer of the cashier API: the order's view, a refusal fit to show, or nothing that can be used. */
export type Answer =
  | { readonly kind: 'view'; readonly view: CashierView }
  | { readonly kind: 'refused'; readonly error: CashierError }
  | { readonly kind: 'offline' };

const TIMEOUT_MS = 15_000;

export interface CashierApi {
  view(): Promise<Answer>;
  /** Has the server ask the channel whether the money has arrived. */
  check(): Promise<Answer>;
  start(channel: CashierChannel): Promise<Answer>;
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
    request.send(body ? JSON.stringify(body) : null);
  });
}

function read(request: XMLHttpRequest): Answer {
  try {
    const answer: unknown = JSON.parse(request.responseText);
    if (request.status === 200) return { kind: 'view', view: answer as CashierView };
    const error = answer as CashierError;
    return error.error ? { kind: 'refused', error } : { kind: 'offline' };
  } catch {
    return { kind: 'offline' };
  }
}

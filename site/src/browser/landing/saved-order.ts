/** What this tab knows of its order: a reload, or the other language, goes on where it was. */
export interface SavedOrder {
  /** Names this browser's inbox, and lets it see the order. */
  readonly token: string;
  readonly outTradeNo: string;
  /** Undefined while it has not been created. */
  readonly orderId?: string;
}

const KEY = 'zhixiao-landing';

/** The order under way, or a new one that nobody else can name. */
export function savedOrder(): SavedOrder {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as SavedOrder | null;
    if (saved) return saved;
  } catch {
    // a browser that keeps nothing starts anew
  }
  const token = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const order = { token, outTradeNo: `L${Date.now()}${token.slice(0, 6)}` };
  saveOrder(order);
  return order;
}

export function saveOrder(order: SavedOrder | undefined): void {
  try {
    if (order) sessionStorage.setItem(KEY, JSON.stringify(order));
    else sessionStorage.removeItem(KEY);
  } catch {
    // it is then kept in this page alone
  }
}

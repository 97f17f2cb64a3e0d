const LASTS_MS = 10 * 60 * 1000;

/**
 * Remembers across page loads that the payer went off to a wallet: one who comes back may have paid,
 * whatever the server knows so far.
 */
export function rememberDoubt(orderId: string): void {
  guarded((storage) => storage.setItem(keyOf(orderId), String(Date.now())));
}

export function clearDoubt(orderId: string): void {
  guarded((storage) => storage.removeItem(keyOf(orderId)));
}

export function hasDoubt(orderId: string): boolean {
  const since = guarded((storage) => Number(storage.getItem(keyOf(orderId)) ?? 0)) ?? 0;
  return Date.now() - since < LASTS_MS;
}

function keyOf(orderId: string): string {
  return `doubt-${orderId}`;
}

/** Storage may be disabled or full; then nothing is kept. */
function guarded<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(window.sessionStorage);
  } catch {
    return undefined;
  }
}

export interface WaitOptions {
  /** What is waited for, for the failure message. */
  readonly what: string;
  readonly timeoutMs?: number;
}

const POLL_MS = 10;

/** Answers the first truthy value of `condition`, asked every 10 ms; fails naming `what` after the limit. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 10_000 }: WaitOptions,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() >= deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

import { CommandError } from './exit-codes.ts';
import type { Terminal, Words } from './terminal.ts';

const POLL_MS = 200;

/** Asks again and again until something is there. @throws CommandError after the limit */
export async function waitUntil<T>(
  terminal: Terminal,
  what: Words,
  limitMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      const seconds = Math.round(limitMs / 1000);
      throw new CommandError(
        terminal.say({
          zh: `${seconds} 秒内没有等到${what.zh}`,
          en: `${what.en} did not come within ${seconds} s`,
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

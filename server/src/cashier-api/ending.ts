import type { Core } from '../core.ts';
import { plusMs } from '../lib/clock.ts';

type Parts = Pick<Core, 'vault' | 'clock'>;

interface Ending {
  readonly value: string;
  readonly endsAt: number;
}

/**
 * What a browser keeps for us, in a cookie, a link or a form: sealed, and worth nothing after `lifeMs`, whatever the
 * browser does with it. `place` names what it is for: it opens there alone.
 */
export function sealUntil({ vault, clock }: Parts, place: string, value: string, lifeMs: number): string {
  const ending: Ending = { value, endsAt: plusMs(clock.now(), lifeMs).getTime() };
  return vault.seal(place, ending).toString('base64url');
}

/** What was sealed, and until when it is worth something; undefined when it is none of ours, or has ended. */
export function openUntil(
  { vault, clock }: Parts,
  place: string,
  text: string | undefined,
): { readonly value: string; readonly endsAt: Date } | undefined {
  if (text === undefined) return undefined;
  try {
    const { value, endsAt } = vault.open(place, Buffer.from(text, 'base64url')) as Ending;
    return clock.now().getTime() < endsAt ? { value, endsAt: new Date(endsAt) } : undefined;
  } catch {
    return undefined;
  }
}

import type { Core } from '../../core.ts';
import { plusMs } from '../../lib/clock.ts';

type Parts = Pick<Core, 'vault' | 'clock'>;

interface Expiring {
  readonly value: string;
  readonly endsAt: number;
}

/**
 * Seals a value that a browser keeps for us, in a cookie, a link or a form. It expires after `lifeMs`, whatever the
 * browser does with it. `place` names its purpose: it opens for no other.
 */
export function sealExpiring(
  { vault, clock }: Parts,
  aadContext: string,
  value: string,
  lifeMs: number,
): string {
  const expiring: Expiring = { value, endsAt: plusMs(clock.now(), lifeMs).getTime() };
  return vault.seal(aadContext, expiring).toString('base64url');
}

/** The value that was sealed, and when it expires; undefined when it was not sealed here, or has expired. */
export function openUnexpired(
  { vault, clock }: Parts,
  aadContext: string,
  text: string | undefined,
): { readonly value: string; readonly endsAt: Date } | undefined {
  if (text === undefined) return undefined;
  try {
    const { value, endsAt } = vault.open(aadContext, Buffer.from(text, 'base64url')) as Expiring;
    return clock.now().getTime() < endsAt ? { value, endsAt: new Date(endsAt) } : undefined;
  } catch {
    return undefined;
  }
}

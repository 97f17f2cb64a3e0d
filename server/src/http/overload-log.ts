import type { FastifyBaseLogger } from 'fastify';
import type { KindName } from './kinds.ts';

/** What became of requests of one kind since the last look. */
interface Shed {
  readonly name: KindName;
  /** Which part is admitted now. */
  readonly admitted: number;
  readonly refused: number;
}

const AGAIN_MS = 60_000;

/**
 * Logs an overload: a line when requests begin to be refused, one a minute while they are, and one when it is over. A
 * database that answers nobody is not overloaded as far as is known, and may turn out to be away, which has its own
 * lines; so nothing is said until it has answered.
 */
export function overloadLog(
  log: FastifyBaseLogger,
): (sheds: readonly Shed[], answeredAt: number | undefined) => void {
  const refused = new Map<KindName, number>();
  let shedSince: number | undefined;
  let toldAt: number | undefined;

  return (sheds, answeredAt) => {
    const now = performance.now();
    const line = () => ({
      overloadMs: Math.round(now - (shedSince ?? now)),
      refused: [...refused].map(([kind, requests]) => ({ kind, requests })),
    });
    if (answeredAt === undefined || sheds.every(({ admitted }) => admitted === 1)) {
      if (toldAt !== undefined) log.warn(line(), 'overload over');
      refused.clear();
      shedSince = undefined;
      toldAt = undefined;
      return;
    }
    shedSince ??= now;
    for (const { name, refused: some } of sheds) {
      if (some > 0) refused.set(name, (refused.get(name) ?? 0) + some);
    }
    const isDue = toldAt === undefined || now - toldAt > AGAIN_MS;
    if (!isDue || answeredAt < shedSince || refused.size === 0) return;
    toldAt = now;
    log.error({ ...line(), alert: 'overload' }, 'overload: requests are refused');
  };
}

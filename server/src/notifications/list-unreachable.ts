import type { Core } from '../core.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { OBSTACLES, type Obstacle } from './partner-reach.ts';
import { selectUnreachable } from './unreachable-store.ts';

/** An endpoint that is named by orders and that no rule lets us reach. */
export interface EndpointUnreachable {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly reason: Obstacle;
  /** When an order last named it. */
  readonly seenAt: Date;
}

/**
 * Endpoints that apps of these schools named and that cannot be reached, by app. What can be reached by now, because
 * a network was listed or a name has moved, is left out.
 */
export async function listUnreachable(
  core: Pick<Core, 'db' | 'clock' | 'reach'>,
  scope: SchoolScope,
): Promise<ReadonlyMap<string, readonly EndpointUnreachable[]>> {
  const byApp = new Map<string, EndpointUnreachable[]>();
  for (const { appId, endpoint, reason, seenAt } of await selectUnreachable(
    core.db,
    scope,
    core.clock.now(),
  )) {
    const url = new URL(endpoint);
    const verdict = core.reach.verdictOn(url);
    if (verdict === 'unknown' && !core.reach.rules.allowLoopback) void core.reach.find(url);
    if (verdict === 'reachable') continue;
    const now = OBSTACLES.find((obstacle) => obstacle === verdict) ?? reason;
    byApp.set(appId, [...(byApp.get(appId) ?? []), { endpoint, reason: now, seenAt }]);
  }
  return byApp;
}

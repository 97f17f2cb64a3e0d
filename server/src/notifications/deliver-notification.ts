import type { Core } from '../core.ts';
import { annotate } from '../lib/trace.ts';
import type { AttemptResult, FinishedAttempt } from './attempt-store.ts';
import { type ClaimedNotification, nextAttemptAt } from './notification.ts';
import type { PartnerHttp } from './partner-http.ts';
import { sendNotification } from './send-notification.ts';

/**
 * Makes one attempt of a claimed notification and records it with what follows, in one commit. A crash
 * in between lets the lease expire: the notification is then sent again, and never lost.
 * @param record commits the attempt, together with others that are finished at the same time
 */
export async function deliverNotification(
  core: Core,
  http: PartnerHttp,
  record: (finished: FinishedAttempt) => Promise<AttemptResult>,
  claimed: ClaimedNotification,
): Promise<void> {
  const app = await core.apps(claimed.appId);
  if (!app) throw new Error(`app ${claimed.appId} of a notification does not exist`);
  const startedAt = core.clock.now();
  const started = performance.now();
  const answer = await sendNotification(
    http,
    { keys: app.keys, profile: app.rules.notifyProfile, at: startedAt },
    claimed,
  );
  const attempt = { ...answer, startedAt, durationMs: Math.round(performance.now() - started) };

  const next = nextAttemptAt(claimed.attemptInRound, core.clock.now(), claimed.deadlineAt, Math.random());
  const result = await record({ claimed, attempt, nextAttemptAt: next });
  const about = {
    appId: claimed.appId,
    orderId: claimed.orderId,
    attempt: claimed.attempt,
    outcome: attempt.outcome,
    result,
  };
  annotate({
    'zhixiao.notification.attempt': claimed.attempt,
    'zhixiao.notification.outcome': attempt.outcome,
  });
  if (result === 'exhausted')
    core.log.error({ ...about, alert: 'notification_exhausted' }, 'notification given up');
  else core.log.info(about, 'notification attempt');
}

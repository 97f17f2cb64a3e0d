import type { Statement } from './queryable.ts';

/** What a commit has to tell listeners of a channel. */
export interface Notification {
  readonly channel: string;
  readonly payload: string;
}

/** The statement that sends notifications. */
export function notifying(notifications: readonly Notification[]): Statement {
  return {
    name: 'notify',
    text: 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as pending(channel, payload)',
    values: [notifications.map(({ channel }) => channel), notifications.map(({ payload }) => payload)],
  };
}

/**
 * Sends notifications outside the transactions they are about, those of many commits at once: PostgreSQL
 * lets one notifying transaction commit at a time, each with a flush of its own.
 */
export function createNotifier(query: (statement: Statement) => Promise<unknown>): {
  notify: (notifications: readonly Notification[]) => void;
  flush: () => Promise<void>;
} {
  const pending = new Map<string, Notification>();
  let flushing: Promise<void> | undefined;

  const flush = async () => {
    while (pending.size > 0) {
      const notifications = [...pending.values()];
      // what is notified again while this is sent is sent again: the first may have come before the second commit
      pending.clear();
      // listeners poll every second besides
      await query(notifying(notifications)).catch(() => undefined);
    }
    flushing = undefined;
  };
  return {
    notify(notifications) {
      for (const one of notifications) pending.set(`${one.channel} ${one.payload}`, one);
      if (pending.size > 0) flushing ??= flush();
    },
    flush: async () => flushing,
  };
}

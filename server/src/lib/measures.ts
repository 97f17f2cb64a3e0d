import { channel } from 'node:diagnostics_channel';
import type { Span } from './span.ts';

/** Measurements of the process. Without metrics and traces there is no subscriber, and nothing is measured. */
export interface Measures {
  readonly statement: { readonly name: string; readonly seconds: number; readonly isDone: boolean };
  /** A connection of a pool was lent, after a wait. */
  readonly connection_lent: { readonly waitedSeconds: number };
  readonly connection_returned: object;
  /** A standby was looked at: whether one may be read from, and how far the best is behind, or infinitely. */
  readonly standby: { readonly isUsable: boolean; readonly lagSeconds: number };
  /** A request that may be answered from a standby begins to read. */
  readonly lagging_read: { readonly from: 'standby' | 'primary' };
  /** A request that began to read from a standby goes on at the primary. */
  readonly standby_left: { readonly why: 'unusable' | 'failed' | 'refused' };
  readonly response: {
    readonly method: string;
    /** As it was declared, never as it came. */
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  };
  /** Requests of a kind that were refused because there were too many. */
  readonly shed: { readonly kind: string; readonly requests: number };
  /** A router has asked a shard: what came of it. */
  readonly routed: { readonly shard: number; readonly outcome: string };
  /** A router has looked how a shard is. */
  readonly shard: { readonly shard: number; readonly isReady: boolean };
  readonly alert: { readonly alert: string };
  /** Partners' requests were written down: so many, so many were too many, and so many were of no known app. */
  readonly partner_requests: { readonly kept: number; readonly sampled: number; readonly unowned: number };
  /** A request or a job has ended: it, with the steps it was made of. */
  readonly spans: { readonly spans: readonly Span[] };
}

const NAMES = [
  'statement',
  'connection_lent',
  'connection_returned',
  'standby',
  'lagging_read',
  'standby_left',
  'response',
  'alert',
  'shed',
  'routed',
  'shard',
  'partner_requests',
  'spans',
] as const;
const CHANNELS = Object.fromEntries(NAMES.map((name) => [name, channel(`zhixiao-pay:${name}`)]));

/** Whether there is a subscriber; costly measurements are made only then. */
export function isMeasured(name: keyof Measures): boolean {
  return CHANNELS[name]?.hasSubscribers ?? false;
}

export function measured<Name extends keyof Measures>(name: Name, measure: Measures[Name]): void {
  CHANNELS[name]?.publish(measure);
}

/** Listens until the returned function is called. */
export function onMeasure<Name extends keyof Measures>(
  name: Name,
  listener: (measure: Measures[Name]) => void,
): () => void {
  const subscriber = (message: unknown) => listener(message as Measures[Name]);
  CHANNELS[name]?.subscribe(subscriber);
  return () => CHANNELS[name]?.unsubscribe(subscriber);
}

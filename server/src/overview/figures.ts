import type { Channel } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findFigures } from './figures-store.ts';

/** A number of movements and what they come to, in fen. */
export interface Sum {
  readonly count: number;
  readonly fee: number;
}

/** What happened to money in a period. */
export interface Figures {
  /** Money that paid orders. */
  readonly received: Sum;
  /** Money that came late, twice or in a wrong amount. */
  readonly unwanted: Sum;
  /** Given back of what orders were paid, or on its way back. */
  readonly refunded: Sum;
  /** Payments begun, and how many payments brought money: their ratio is the success rate. */
  readonly started: number;
  readonly succeeded: number;
}

/** The figures of a period as a whole, and cut by day, channel and app; a day or app without any is left out. */
export interface Overview {
  readonly total: Figures;
  readonly byDay: readonly (Figures & { readonly day: string })[];
  readonly byChannel: readonly (Figures & { readonly channel: Channel })[];
  readonly byApp: readonly (Figures & { readonly appId: string })[];
}

/** Days in Asia/Shanghai as `YYYY-MM-DD`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Money in, refunds and success of these schools' apps, or of one of them; to the last second. */
export async function overviewOf(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  period: Period,
  appId?: string,
): Promise<Overview> {
  const cuts = await findFigures(core.db, scope, period, appId);
  const byDay: Overview['byDay'][number][] = [];
  const byChannel: Overview['byChannel'][number][] = [];
  const byApp: Overview['byApp'][number][] = [];
  let total = NOTHING;
  for (const { cut, figures } of cuts) {
    if (cut.day !== undefined) byDay.push({ day: cut.day, ...figures });
    else if (cut.channel !== undefined) byChannel.push({ channel: cut.channel, ...figures });
    else if (cut.appId !== undefined) byApp.push({ appId: cut.appId, ...figures });
    else total = figures;
  }
  return { total, byDay, byChannel, byApp };
}

const NONE: Sum = { count: 0, fee: 0 };
const NOTHING: Figures = { received: NONE, unwanted: NONE, refunded: NONE, started: 0, succeeded: 0 };

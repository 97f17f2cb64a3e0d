import type { Words } from '../lib/words.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** A clock beside this machine's. */
export interface ClockReading {
  readonly id: string;
  readonly whose: Words;
  readonly reported: Date;
  /** When the query left and its answer came; the other clock's time lies between. */
  readonly askedAt: Date;
  readonly answeredAt: Date;
  /** How fine the reading is, in milliseconds. */
  readonly grainMs: number;
}

/** WeChat refuses and is refused at five minutes, one-time codes at thirty seconds. */
const SKEW_MS = { warning: 5_000, fault: 60_000 };

/** How far this machine's clock is from another one, as far as the way between lets it be known. */
export function clockFinding({ id, whose, reported, askedAt, answeredAt, grainMs }: ClockReading): Finding {
  const behind = reported.getTime() - answeredAt.getTime();
  const ahead = askedAt.getTime() - (reported.getTime() + grainMs);
  const skewMs = Math.max(behind, ahead, 0);
  const seconds = (skewMs / 1_000).toFixed(1);
  if (skewMs <= SKEW_MS.warning)
    return ok(id, `本机时钟与${whose.zh}一致。`, `This machine's clock agrees with ${whose.en}.`);
  const [zh, en] = behind > ahead ? ['慢', 'behind'] : ['快', 'ahead of'];
  return (skewMs > SKEW_MS.fault ? fault : warning)(
    id,
    {
      zh: `本机时钟比${whose.zh}${zh} ${seconds} 秒。`,
      en: `This machine's clock is ${seconds} s ${en} ${whose.en}.`,
    },
    {
      zh: '让两边都与时间服务器同步（chrony 或 systemd-timesyncd）。',
      en: 'Have both keep time by a time server (chrony or systemd-timesyncd).',
    },
  );
}

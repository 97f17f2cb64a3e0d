import { DAY_MS } from '../lib/clock.ts';
import type { Words } from '../lib/words.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

const SOON_DAYS = 30;

/** A certificate, or a key that ends: still good, over soon, or over. */
export function endFinding(id: string, what: Words, end: Date, now: Date, cure: Words): Finding {
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const date = end.toISOString().slice(0, 10);
  if (end <= now)
    return fault(id, { zh: `${what.zh}已于 ${date} 过期。`, en: `${what.en} ended on ${date}.` }, cure);
  if (days < SOON_DAYS) {
    return warning(
      id,
      {
        zh: `${what.zh}将于 ${date} 过期（还有 ${days} 天）。`,
        en: `${what.en} ends on ${date} (in ${days} days).`,
      },
      cure,
    );
  }
  return ok(id, `${what.zh}有效至 ${date}。`, `${what.en} is good until ${date}.`);
}

import type { Words } from './language.tsx';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long ago an instant was, as a person says it. */
export const AGE: Words<(instant: string) => string> = {
  zh: (instant) => {
    const { days, hours } = since(instant);
    if (days > 0) return `最早 ${days} 天前`;
    return hours > 0 ? `最早 ${hours} 小时前` : '最早不到一小时前';
  },
  en: (instant) => {
    const { days, hours } = since(instant);
    if (days > 0) return days === 1 ? 'oldest a day ago' : `oldest ${days} days ago`;
    if (hours > 0) return hours === 1 ? 'oldest an hour ago' : `oldest ${hours} hours ago`;
    return 'within the last hour';
  },
};

function since(instant: string): { days: number; hours: number } {
  const ms = Date.now() - Date.parse(instant);
  return { days: Math.floor(ms / DAY_MS), hours: Math.floor(ms / HOUR_MS) };
}

import { beijingTime } from '../language/format.ts';

/** An instant in Beijing's time, which the page's footer names. */
export function TimeText({ at }: { at: string | undefined }) {
  if (at === undefined) return null;
  return (
    <time dateTime={at} className="figures">
      {beijingTime(at)}
    </time>
  );
}

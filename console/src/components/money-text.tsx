import { yuan } from '../language/format.ts';

/** An amount in fen, shown in yuan with figures of one width. */
export function MoneyText({ fen }: { fen: number | undefined }) {
  if (fen === undefined) return null;
  return (
    <span className="money">
      {fen < 0 ? '-' : ''}¥{yuan(Math.abs(fen))}
    </span>
  );
}

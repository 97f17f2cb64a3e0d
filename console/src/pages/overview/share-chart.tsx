import { MoneyText } from '../../components/money-text.tsx';
import { percentText } from '../../language/format.ts';
import { Link } from '../../routing/link.tsx';

export interface Share {
  readonly key: string;
  readonly name: string;
  /** Fen. */
  readonly amount: number;
  readonly to: string;
}

const RADIUS = 52;
const ROUND = 2 * Math.PI * RADIUS;

/** What part of the money came by each channel, each leading to its list. */
export function ShareChart({ shares }: { shares: readonly Share[] }) {
  const total = shares.reduce((sum, { amount }) => sum + amount, 0);
  let before = 0;
  const parts = shares.map((share) => {
    const part = total === 0 ? 0 : share.amount / total;
    const begins = before;
    before += part;
    return { ...share, part, begins };
  });
  return (
    <div className="share">
      <svg viewBox="0 0 140 140" width="140" height="140" aria-hidden="true">
        <circle cx="70" cy="70" r={RADIUS} className="share-none" />
        {parts.map(({ key, part, begins, to, name }, index) => (
          <Link key={key} to={to} isHidden>
            <circle
              cx="70"
              cy="70"
              r={RADIUS}
              transform="rotate(-90 70 70)"
              strokeDasharray={`${part * ROUND} ${ROUND}`}
              strokeDashoffset={-begins * ROUND}
              className={`share-part share-${index % 4}`}
            >
              <title>{`${name} ${percentText(100 * part)}`}</title>
            </circle>
          </Link>
        ))}
      </svg>
      <ul>
        {parts.map(({ key, name, amount, part, to }, index) => (
          <li key={key}>
            <span className={`share-key share-${index % 4}`} />
            <Link to={to}>{name}</Link>
            <MoneyText fen={amount} />
            <span className="note">{percentText(100 * part)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

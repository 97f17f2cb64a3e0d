import { percentText, yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { WORDS } from './overview-words.ts';
import { roundSteps } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface Bar {
  readonly day: string;
  /** Fen. */
  readonly received: number;
  readonly refunded: number;
  /** Percent; not a number where no payment was begun. */
  readonly rate: number;
  /** The orders that the money is of, and all that were made. */
  readonly to: string;
  readonly toAll: string;
}

const HEIGHT = 270;
const RATE_HEIGHT = 96;
const LEFT = 64;
const BELOW = 24;
const ABOVE = 8;
const LABEL_WIDTH = 56;

/** Money in and back by day, each day leading to its list. What it shows stands in the table by day, too. */
export function TrendChart({ bars }: { bars: readonly Bar[] }) {
  const words = useWords(WORDS);
  const [place, width] = useWidth<HTMLDivElement>();
  const steps = roundSteps(Math.max(...bars.map(({ received, refunded }) => Math.max(received, refunded))));
  const top = Math.max(steps.at(-1) ?? 0, 1);
  const { slot, every } = slotsOf(bars, width);
  const y = (fen: number) => ABOVE + (HEIGHT - ABOVE - BELOW) * (1 - fen / top);
  const thick = Math.min(24, slot * 0.36);
  return (
    <div ref={place} className="plot">
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {steps.map((fen) => (
            <g key={fen}>
              <line x1={LEFT} x2={width} y1={y(fen)} y2={y(fen)} className="plot-line" />
              <text x={LEFT - 8} y={y(fen) + 4} textAnchor="end">
                {words.axis(fen)}
              </text>
            </g>
          ))}
          {bars.map(({ day, received, refunded, to }, index) => {
            const x = LEFT + slot * index;
            return (
              <Link key={day} to={to} isHidden>
                <g className="plot-day">
                  <title>{words.barTitle(day, yuan(received), yuan(refunded))}</title>
                  <rect x={x} y={ABOVE} width={slot} height={HEIGHT - ABOVE - BELOW} className="plot-slot" />
                  <rect
                    x={x + slot / 2 - thick - 1}
                    y={y(received)}
                    width={thick}
                    height={y(0) - y(received)}
                    className="plot-in"
                  />
                  <rect
                    x={x + slot / 2 + 1}
                    y={y(refunded)}
                    width={thick}
                    height={y(0) - y(refunded)}
                    className="plot-back"
                  />
                  {index % every === 0 && (
                    <text x={x + slot / 2} y={HEIGHT - 6} textAnchor="middle">
                      {day.slice(5)}
                    </text>
                  )}
                </g>
              </Link>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** How many of a hundred payments that were begun brought money, by day. */
export function RateChart({ bars }: { bars: readonly Bar[] }) {
  const words = useWords(WORDS);
  const [place, width] = useWidth<HTMLDivElement>();
  const { slot } = slotsOf(bars, width);
  const y = (rate: number) => ABOVE + (RATE_HEIGHT - 2 * ABOVE) * (1 - rate / 100);
  const points = bars.flatMap((bar, index) =>
    Number.isFinite(bar.rate) ? [{ ...bar, x: LEFT + slot * (index + 0.5) }] : [],
  );
  return (
    <div ref={place} className="plot">
      {width > 0 && (
        <svg width={width} height={RATE_HEIGHT} aria-hidden="true">
          {[0, 50, 100].map((rate) => (
            <g key={rate}>
              <line x1={LEFT} x2={width} y1={y(rate)} y2={y(rate)} className="plot-line" />
              <text x={LEFT - 8} y={y(rate) + 4} textAnchor="end">
                {rate} %
              </text>
            </g>
          ))}
          <polyline points={points.map(({ x, rate }) => `${x},${y(rate)}`).join(' ')} className="plot-rate" />
          {points.map(({ day, x, rate, toAll }) => (
            <Link key={day} to={toAll} isHidden>
              <circle cx={x} cy={y(rate)} r={4} className="plot-point">
                <title>{words.rateTitle(day, percentText(rate))}</title>
              </circle>
            </Link>
          ))}
        </svg>
      )}
    </div>
  );
}

/** How much room each day has, in px, and of how many days one is named. */
function slotsOf(bars: readonly Bar[], width: number): { readonly slot: number; readonly every: number } {
  const slot = Math.max(width - LEFT, 0) / Math.max(bars.length, 1);
  return { slot, every: Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(slot, 1))) };
}

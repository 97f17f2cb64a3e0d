import type { AppPageView } from '@zhixiao/contract/console/apps';
import { REQUEST_STEP_NAMES } from '@zhixiao/contract/words/requests';
import { percentText } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { useWidth } from '../overview/use-width.ts';
import { PAGE_WORDS } from './app-page-words.ts';

type Day = AppPageView['callDays'][number];

/** How an app's calls end: how many of a hundred are done, by day, and where the others fail. */
export function AppCalls({ page }: { page: AppPageView }) {
  const words = useWords(PAGE_WORDS);
  const { callDays, callErrors, app } = page;
  const sum = (of: 'done' | 'refused' | 'unproved') => callDays.reduce((all, day) => all + day[of], 0);
  const [done, proved] = [sum('done'), sum('done') + sum('refused')];
  return (
    <div className="pictures">
      <section className="part" aria-labelledby="calls">
        <div className="part-head">
          <h2 id="calls">{words.calls}</h2>
          <span className="plot-keys">
            <span className="plot-key in" /> {words.done} <span className="plot-key back" /> {words.refused}
          </span>
        </div>
        {callDays.length === 0 ? (
          <p>{words.noCalls}</p>
        ) : (
          <>
            <dl className="totals">
              <div>
                <dt>{words.success}</dt>
                <dd>
                  {percentText((100 * done) / proved)}{' '}
                  <span className="note">{words.ofAll(done, proved)}</span>
                </dd>
              </div>
              <div>
                <dt>{words.unproved}</dt>
                <dd>{sum('unproved')}</dd>
              </div>
            </dl>
            <CallsChart days={callDays} />
          </>
        )}
      </section>
      <section className="part" aria-labelledby="call-errors">
        <h2 id="call-errors">{words.errors}</h2>
        {callErrors.length === 0 ? <p>{words.noErrors}</p> : <Errors appId={app.appId} errors={callErrors} />}
      </section>
    </div>
  );
}

function Errors({ appId, errors }: { appId: string; errors: AppPageView['callErrors'] }) {
  const words = useWords(PAGE_WORDS);
  const steps = useWords(REQUEST_STEP_NAMES);
  const mayOpen = useMay()('workbench.read');
  return (
    <table className="figures-table">
      <thead>
        <tr>
          <th scope="col">{words.step}</th>
          <th scope="col">{words.code}</th>
          <th scope="col">{words.count}</th>
        </tr>
      </thead>
      <tbody>
        {errors.map(({ step, retCode, count }) => (
          <tr key={`${step} ${retCode}`}>
            <td>
              {mayOpen ? (
                <Link
                  to={`/workbench/requests?${new URLSearchParams({ appId, step, code: String(retCode) })}`}
                >
                  {steps[step]}
                </Link>
              ) : (
                steps[step]
              )}
            </td>
            <td>{retCode}</td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const HEIGHT = 140;
const BELOW = 22;
const ABOVE = 18;

/** Calls by day, done and refused one on the other. What it shows stands above it and in its titles. */
function CallsChart({ days }: { days: readonly Day[] }) {
  const words = useWords(PAGE_WORDS);
  const [place, width] = useWidth<HTMLDivElement>();
  const top = Math.max(...days.map(({ done, refused, unproved }) => done + refused + unproved), 1);
  const slot = width / days.length;
  const thick = Math.min(36, slot * 0.6);
  const high = (count: number) => ((HEIGHT - ABOVE - BELOW) * count) / top;
  return (
    <div ref={place} className="plot">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={words.calls}>
          {days.map(({ day, done, refused, unproved }, index) => {
            const x = slot * (index + 0.5);
            const failed = refused + unproved;
            const base = HEIGHT - BELOW;
            return (
              <g key={day}>
                <title>{words.barTitle(day, done, refused, unproved)}</title>
                <rect
                  x={x - thick / 2}
                  y={base - high(done)}
                  width={thick}
                  height={high(done)}
                  className="plot-in"
                />
                <rect
                  x={x - thick / 2}
                  y={base - high(done + failed)}
                  width={thick}
                  height={high(failed)}
                  className="plot-back"
                />
                <text x={x} y={base - high(done + failed) - 4} textAnchor="middle">
                  {done + failed}
                </text>
                <text x={x} y={HEIGHT - 6} textAnchor="middle">
                  {day.slice(5)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

import type { SettledFigures, SheetView } from '@zhixiao/contract/console/settlement';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import type { ReactNode } from 'react';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { monthBounds } from '../../language/calendar.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { SheetStatus } from './sheet-status.tsx';
import { WORDS } from './sheet-words.ts';

/** A sheet as it is looked at, and as it is printed: of which school and month, its figures, and who signs for it. */
export function SheetPaper({ sheet }: { sheet: SheetView }) {
  const words = useWords(WORDS);
  const { from, to } = monthBounds(sheet.month);
  const behind = new URLSearchParams({ appId: sheet.appId, from, to });
  return (
    <article className="part paper">
      <h2 className="print-only">
        {sheet.schoolName} {words.title}
      </h2>
      <dl className="paper-facts">
        <Fact name={words.school}>{sheet.schoolName}</Fact>
        <Fact name={words.app}>{sheet.appName}</Fact>
        <Fact name={words.period}>
          <span className="figures">
            {from} – {to}
          </span>
        </Fact>
        <Fact name={words.status}>
          <SheetStatus sheet={sheet} />
        </Fact>
      </dl>
      <Figures sheet={sheet} />
      <p className="no-print paper-links">
        <Link to={`/orders?${behind}&status=paid`}>{words.orders}</Link>
        <Link to={`/refunds?${behind}`}>{words.refunds}</Link>
      </p>
      <footer className="print-only signatures">
        <span>
          {words.preparedBy}：{sheet.lock?.preparedByName ?? sheet.proposal?.byName ?? ''}
        </span>
        <span>
          {words.checkedBy}：{sheet.lock?.byName ?? ''}
        </span>
        <span>{words.seal}：</span>
        <span className="paper-note">
          {words.printedAt} <TimeText at={new Date().toISOString()} />
          {sheet.lock ? '' : ` · ${words.unlockedPrint}`}
        </span>
      </footer>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Row = SettledFigures & { readonly key: string; readonly name: string };

function Figures({ sheet }: { sheet: SheetView }) {
  const words = useWords(WORDS);
  const channels = useWords(CHANNEL_NAMES);
  const rows: Row[] = [
    ...sheet.channels.map((one) => ({ ...one, key: one.channel, name: channels[one.channel] })),
    { ...sheet.total, key: 'total', name: words.total },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.byChannel}>
      <table className="figures-table as-cards">
        <thead>
          <tr>
            <th scope="col">{words.channel}</th>
            <th scope="col">{words.receivedCount}</th>
            <th scope="col">{words.received}</th>
            <th scope="col">{words.refundedCount}</th>
            <th scope="col">{words.refunded}</th>
            <th scope="col">{words.commission}</th>
            <th scope="col">{words.net}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, received, refunded, commission, netAmount }) => (
            <tr key={key} className={key === 'total' ? 'total' : undefined}>
              <th scope="row">{name}</th>
              <td data-label={words.receivedCount}>{received.count}</td>
              <td data-label={words.received}>
                <MoneyText fen={received.amount} />
              </td>
              <td data-label={words.refundedCount}>{refunded.count}</td>
              <td data-label={words.refunded}>
                <MoneyText fen={refunded.amount} />
              </td>
              <td data-label={words.commission}>
                <MoneyText fen={commission} />
              </td>
              <td data-label={words.net}>
                <MoneyText fen={netAmount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

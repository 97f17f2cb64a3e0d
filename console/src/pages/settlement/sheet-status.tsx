import type { SheetView } from '@zhixiao/contract/console/settlement';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './sheet-words.ts';

/** How far a sheet is, who has done the last step, and when. */
export function SheetStatus({ sheet: { lock, proposal } }: { sheet: Pick<SheetView, 'lock' | 'proposal'> }) {
  const words = useWords(WORDS);
  const status = lock ? 'locked' : proposal ? 'proposed' : 'open';
  const last = lock ?? proposal;
  return (
    <span className="two-lines">
      <span>
        <StatusTag
          status={status}
          words={WORDS}
          tones={{ locked: 'over', proposed: 'warning', open: 'open' }}
        />
      </span>
      {last && (
        <span>
          {lock ? words.lockedBy(last.byName) : words.proposedBy(last.byName)} <TimeText at={last.at} />
        </span>
      )}
    </span>
  );
}

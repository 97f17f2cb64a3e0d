import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { CopyButton } from '../../components/copy-button.tsx';
import { Link } from '../../routing/link.tsx';

/** The number that a difference is about; one of ours leads to its order. */
export function DifferenceSubject({ difference: { subject, booksAmount } }: { difference: DifferenceView }) {
  const number = <span className="number">{subject}</span>;
  return (
    <span className="copied-text">
      {booksAmount === undefined ? number : <Link to={`/orders?number=${subject}`}>{number}</Link>}
      <CopyButton text={subject} />
    </span>
  );
}

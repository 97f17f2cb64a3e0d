import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { Link } from '../../routing/link.tsx';

/** The number that a difference is about; one of ours leads to its order. */
export function DifferenceSubject({ difference: { subject, booksAmount } }: { difference: DifferenceView }) {
  const number = <code>{subject}</code>;
  return booksAmount === undefined ? number : <Link to={`/orders?number=${subject}`}>{number}</Link>;
}

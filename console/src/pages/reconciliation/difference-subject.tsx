import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import { Link } from '../../routing/link.tsx';

/** The number that a difference is about; one of ours leads to its order. */
export function DifferenceSubject({ difference: { subject, booksFee } }: { difference: DifferenceView }) {
  const number = <code>{subject}</code>;
  return booksFee === undefined ? number : <Link to={`/orders?number=${subject}`}>{number}</Link>;
}

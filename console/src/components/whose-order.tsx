import { Link } from '../routing/link.tsx';

/** Whom an order is for, and what for, leading to it: what a list of orders begins with. */
export function WhoseOrder(props: {
  order: { orderId: string; body: string; userName?: string | undefined; userNo?: string | undefined };
}) {
  const { orderId, body, userName, userNo } = props.order;
  const person = [userName, userNo].filter(Boolean).join(' ');
  return (
    <span className="two-lines item">
      <Link to={`/orders/${orderId}`}>{person || body}</Link>
      {person !== '' && <span className="glance">{body}</span>}
    </span>
  );
}

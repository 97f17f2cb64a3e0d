import type { Tone } from '../../components/status-tag.tsx';
import type { OrderStatus } from '../../contract/orders.ts';

export const ORDER_TONES: Readonly<Record<OrderStatus, Tone>> = {
  pending: 'open',
  paid: 'good',
  closed: 'over',
};

import type { OrderStatus } from '@zhixiao/contract/codes/orders';
import type { Tone } from '../../components/status-tag.tsx';

export const ORDER_TONES: Readonly<Record<OrderStatus, Tone>> = {
  pending: 'open',
  paid: 'good',
  closed: 'over',
};

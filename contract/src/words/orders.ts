import type { OrderStatus } from '../codes/orders.ts';
import type { CodeWords } from './code-words.ts';

export const ORDER_STATUS_NAMES: CodeWords<OrderStatus> = {
  zh: { pending: '待支付', paid: '已支付', closed: '已关闭' },
  en: { pending: 'Unpaid', paid: 'Paid', closed: 'Closed' },
};

import { FieldError } from '@zhixiao/protocol/fields';
import { RET } from '@zhixiao/protocol/ret-codes';
import { expect, test } from 'vitest';
import { Refusal } from '../../refusal.ts';
import { asRefused } from './answer.ts';

test.each([
  [new Refusal('order_not_found', {}), RET.refused, '订单不存在'],
  [new Refusal('app_frozen', {}), RET.frozen, '账号已被冻结'],
  [new Refusal('terms_differ', { field: 'body' }), RET.badRequest, 'body 与该订单号首次下单时不一致'],
  [new FieldError('sign', '不能为空'), RET.badRequest, 'sign 不能为空'],
])('a partner is refused in the envelope: %s', (error, code, message) => {
  expect(asRefused(error)).toEqual({ code, message });
});

test.each([
  new Refusal('not_signed_in', {}),
  new Refusal('refund_needs_another_person', {}),
  new Refusal('change_outdated', {}),
  new Error('order_not_found'),
])('what only our own pages refuse is a fault here, as any other error: %s', (error) => {
  expect(asRefused(error)).toBeUndefined();
});

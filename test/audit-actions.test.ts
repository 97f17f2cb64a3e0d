import { expect, test } from 'vitest';
import { auditActionIn } from '../contract/src/words/audit-actions.ts';
import { AUDIT_ACTIONS, auditSentenceText } from '../contract/src/words/audit-sentences.ts';
import { CONSOLE_ROUTES } from '../server/src/apis/console/all-routes.ts';

const actions = CONSOLE_ROUTES.flatMap(({ audit }) => audit?.action ?? []);

test('every action of the audit log has words in both languages', () => {
  expect(actions.length).toBeGreaterThan(50);
  for (const action of actions) {
    expect(auditActionIn('zh', action), action).toMatch(/^\p{Script=Han}+ · \p{Script=Han}+$/u);
    expect(auditActionIn('en', action), action).toMatch(/^[A-Z][a-z -]+ · [a-z -]+$/);
  }
});

test('every action is a sentence in both languages, and every sentence an action', () => {
  const told = { subject: 'X1', outcome: 'done', details: {} } as const;
  for (const action of actions) {
    expect(auditSentenceText('zh', { ...told, action }), action).toMatch(/^[\p{Script=Han}（）， X1—]+$/u);
    expect(auditSentenceText('en', { ...told, action }), action).toMatch(
      /^[a-z]+(ed|t|n|ew|oze|ound) [a-zX1—’(),. -]+$/,
    );
  }
  // told by commands, workers and changes that are submitted
  const others = [
    ...['audit.keyed', 'retention.erase', 'change.submit', 'months.archive', 'months.bring_back'],
    ...['begin_split', 'cancel_split', 'clean_split', 'split'].map((action) => `installation.${action}`),
  ];
  expect([...AUDIT_ACTIONS].sort()).toEqual([...new Set([...actions, ...others])].sort());
});

test.each([
  ['refund.request', 'done', '为订单 18 申请退款 ¥20.00', 'requested a refund of ¥20.00 for order 18'],
  [
    'refund.request',
    'refused',
    '想要为订单 18 申请退款 ¥20.00，被拒绝',
    'tried to request a refund of ¥20.00 for order 18 and was refused',
  ],
  ['person.find', 'done', '在人员中查找，找到 2 人', 'looked up people, 2 found'],
  ['refund.see_to', 'done', '办结失败的退款 18', 'dismissed failed refund 18'],
  ['GET /apps', 'refused', '想要执行 GET /apps，被拒绝', 'tried to do GET /apps and was refused'],
] as const)('%s, %s, in words', (action, outcome, zh, en) => {
  const told = { action, outcome, subject: '18', details: { refundAmount: 2_000, found: ['a', 'b'] } };
  expect([auditSentenceText('zh', told), auditSentenceText('en', told)]).toEqual([zh, en]);
});

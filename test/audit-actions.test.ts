import { expect, test } from 'vitest';
import { auditActionIn } from '../contract/src/words/audit-actions.ts';
import { CONSOLE_ROUTES } from '../server/src/apis/console/all-routes.ts';

const actions = CONSOLE_ROUTES.flatMap(({ audit }) => audit?.action ?? []);

test('every action of the audit log has words in both languages', () => {
  expect(actions.length).toBeGreaterThan(50);
  for (const action of actions) {
    expect(auditActionIn('zh', action), action).toMatch(/^\p{Script=Han}+ · \p{Script=Han}+$/u);
    expect(auditActionIn('en', action), action).toMatch(/^[A-Z][a-z -]+ · [a-z -]+$/);
  }
});

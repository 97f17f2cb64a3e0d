import { insertChange } from '../../../src/changes/change-store.ts';
import { DAY_MS, plusMs } from '../../../src/lib/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Example } from './route-example.ts';

const FOREIGN_CHANGE = { changeRequestId: '1700000000000000009' };
const NO_CHANGE = { changeRequestId: '1' };
const REASON = { reason: '已核对' };
const SCHOOL = { schoolId: 'foreign' };

/** Changes that wait for a second person. */
export const CHANGE_EXAMPLES: Readonly<Record<string, Example>> = {
  'GET /changes': { own: {}, foreign: [{}, SCHOOL] },
  'GET /changes/export': { own: { form: 'csv' }, foreign: [{ form: 'csv' }, { form: 'csv', ...SCHOOL }] },
  'GET /changes-to-decide': { own: {} },
  'POST /changes/find': { own: { text: 'none' }, foreign: [{ text: '1700', ...SCHOOL }] },
  'GET /changes/:changeRequestId': { own: NO_CHANGE, foreign: [FOREIGN_CHANGE] },
  'POST /changes/:changeRequestId/approve': {
    own: { ...NO_CHANGE, ...REASON },
    foreign: [{ ...FOREIGN_CHANGE, ...REASON }],
  },
  'POST /changes/:changeRequestId/refuse': {
    own: { ...NO_CHANGE, ...REASON },
    foreign: [{ ...FOREIGN_CHANGE, ...REASON }],
  },
  'POST /changes/:changeRequestId/withdraw': { own: NO_CHANGE, foreign: [FOREIGN_CHANGE] },
  'GET /four-eyes': { own: {} },
  'PUT /four-eyes': { own: { fourEyes: 'default' } },
};

/** A change of the school `foreign` that waits, bearing the mark. */
export async function seedForeignChange({ app }: Pick<Gateway, 'app'>, mark: string): Promise<void> {
  const { db, vault, clock } = app.core;
  const askedAt = clock.now();
  await db.transaction((tx) =>
    insertChange(tx, vault, {
      ...FOREIGN_CHANGE,
      kind: 'school.change',
      ...SCHOOL,
      subject: mark,
      lines: [{ field: 'name', before: mark, after: mark }],
      base: Buffer.alloc(32),
      payload: { ...SCHOOL, name: mark, refundApprovalAbove: 1 },
      askedBy: mark,
      askedAt,
      expiresAt: plusMs(askedAt, DAY_MS),
    }),
  );
}

import type { Core } from '../core.ts';
import { insertBindings } from '../directory/binding-store.ts';
import { type Binding, IDENTITY_TYPE, type Person, type Proofs, SEX } from '../directory/person.ts';
import { findPeopleByNumber, proofHashes, savePeople } from '../directory/person-store.ts';

type Seeded = Omit<Person, 'schoolId'> & { readonly proofs: Proofs; readonly bindings: readonly Binding[] };

/** The people of the interface document's examples (2.6, 2.7), and one who is frozen. */
const PEOPLE: readonly Seeded[] = [
  {
    openId: 'LkEb9zWC5xGAAAAWPwAVGQ',
    userNo: '20140548',
    userName: '张三',
    sex: SEX.male,
    identityType: IDENTITY_TYPE.student,
    frozen: false,
    proofs: { idTail: '012345', phone: '13000000000' },
    bindings: [
      { channel: 'alipay', uid: '2088612279536603' },
      // the emulated payers
      { channel: 'wechat', uid: 'oSandboxPayer0000000000zhang' },
    ],
  },
  {
    openId: 'Q2fW0sJ3TzK8vXb1NcYhRg',
    userNo: '20180911001',
    userName: '李四',
    sex: SEX.female,
    identityType: IDENTITY_TYPE.student,
    frozen: false,
    proofs: { idTail: '54321X', phone: '13000000001' },
    bindings: [],
  },
  {
    openId: 'Zk5uH7pLQ9mD4eRtA1sWxw',
    userNo: '20150003',
    userName: '王五',
    sex: SEX.male,
    identityType: IDENTITY_TYPE.student,
    frozen: true,
    proofs: {},
    bindings: [{ channel: 'alipay', uid: '2088000000000003' }],
  },
];

/** Gives the sandbox's school its first people; whom it has already is left as he is. */
export async function seedPeople(core: Core, schoolId: string): Promise<void> {
  const { db, vault } = core;
  const now = core.clock.now();
  const numbers = PEOPLE.map(({ userNo }) => userNo);
  const known = await findPeopleByNumber(db, vault, schoolId, numbers);
  const missing = PEOPLE.filter(({ userNo }) => !known.some((person) => person.userNo === userNo));
  if (missing.length === 0) return;
  const people = missing.map((seeded) => ({ ...seeded, schoolId }));
  await db.transaction(async (tx) => {
    const hashed = people.map((person) => ({ ...person, ...proofHashes(vault, person, person.proofs) }));
    await savePeople(tx, vault, hashed, now);
    const bindings = people.flatMap(({ openId, bindings }) =>
      bindings.map((binding) => ({ ...binding, schoolId, openId, source: 'operator' as const })),
    );
    await insertBindings(tx, vault, bindings, now);
  });
}

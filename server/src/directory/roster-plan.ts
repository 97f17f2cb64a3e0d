import type { Queryable } from '../db/database.ts';
import { holdersOf } from './binding-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { type Binding, IDENTITY_TYPE, type IdentityType, SEX } from './person.ts';
import { type KnownPerson, proofHashes } from './person-store.ts';
import type { RosterError, RosterRow } from './roster/row.ts';
import { type LetteredLines, personOfLine } from './roster-number.ts';

/** What importing a thousand lines does to the people who are known. */
export interface Plan {
  readonly refused: readonly (readonly RosterError[])[];
  readonly merged: readonly {
    readonly before: KnownPerson | undefined;
    readonly after: Merged;
    readonly isChanged: boolean;
  }[];
  readonly bindings: readonly (Binding & {
    readonly userNo: string;
    readonly openId: string | undefined;
  })[];
}

/** Whose people they are, and what new ones are whose line does not say it. */
interface OfRoster {
  readonly schoolId: string;
  readonly identityType?: IdentityType;
}

/** A thousand lines, and where numbers with letters stood so far. */
export interface Lines {
  readonly batch: readonly RosterRow[];
  readonly lettered: LetteredLines;
}

/**
 * Lines are left out whose uid is somebody else's, and whose number is an earlier line's or several people's but for
 * letter case.
 * @param people of these numbers in any letter case
 */
export async function planOf(
  core: DirectoryParts,
  q: Queryable,
  roster: OfRoster,
  { batch, lettered }: Lines,
  people: readonly KnownPerson[],
): Promise<Plan> {
  const known = Map.groupBy(people, ({ userNo }) => userNo.toLowerCase());
  const found = batch.map((row) => personOfLine(row, known.get(row.userNo.toLowerCase()) ?? [], lettered));
  const uids = batch.flatMap(({ bindings }) => bindings.map(({ uid }) => uid));
  const holders =
    uids.length > 0 ? await holdersOf(q, core.vault, roster.schoolId, uids) : new Map<string, string>();
  const boundElsewhere = (row: RosterRow, before: KnownPerson | undefined): RosterError[] =>
    row.bindings
      .map(({ uid }) => holders.get(uid))
      .filter((holder) => holder !== undefined && holder !== before?.openId)
      .map(() => ({ line: row.line, field: 'uid', message: BOUND }));
  const errors = found.map((line) =>
    'errors' in line ? line.errors : boundElsewhere(line.row, line.before),
  );
  const lines = found.flatMap((line, at) => ('row' in line && errors[at]?.length === 0 ? [line] : []));
  return {
    refused: errors.filter(({ length }) => length > 0),
    merged: lines.map(({ row, before }) => {
      const after = merge(core, roster, row, before);
      return { before, after, isChanged: !before || !isSame(before, after) };
    }),
    bindings: lines.flatMap(({ row: { userNo, bindings }, before }) =>
      bindings
        .filter(({ uid }) => !holders.has(uid))
        .map((binding) => ({ ...binding, userNo, openId: before?.openId })),
    ),
  };
}

const BOUND = { zh: '已绑定其他人员', en: 'It is bound to somebody else.' };

type Merged = Omit<KnownPerson, 'openId'> & { readonly openId: string | undefined };

/** What the line says, and for the rest what is known already. */
function merge(
  core: DirectoryParts,
  roster: OfRoster,
  row: RosterRow,
  before: KnownPerson | undefined,
): Merged {
  const person = { schoolId: roster.schoolId, userNo: row.userNo };
  const hashes = proofHashes(core.vault, person, row);
  return {
    ...person,
    openId: before?.openId,
    userName: row.userName,
    sex: row.sex ?? before?.sex ?? SEX.unknown,
    identityType: row.identityType ?? before?.identityType ?? roster.identityType ?? IDENTITY_TYPE.student,
    frozen: row.frozen ?? before?.frozen ?? false,
    idTailHash: hashes.idTailHash ?? before?.idTailHash,
    phoneHash: hashes.phoneHash ?? before?.phoneHash,
  };
}

function isSame(before: KnownPerson, after: Merged): boolean {
  const same = (a: Buffer | undefined, b: Buffer | undefined) => (a && b ? a.equals(b) : a === b);
  return (
    before.userName === after.userName &&
    before.sex === after.sex &&
    before.identityType === after.identityType &&
    before.frozen === after.frozen &&
    same(before.idTailHash, after.idTailHash) &&
    same(before.phoneHash, after.phoneHash)
  );
}

import { useSchool, useSession } from '../session/session.tsx';
import type { DataColumn } from './data-column.ts';

interface OfSchool {
  readonly schoolId: string;
}

/** The columns, with the school before the app while rows of several schools stand under each other. */
export function useWithSchool<Row extends OfSchool>(
  columns: readonly DataColumn<Row>[],
): readonly DataColumn<Row>[] {
  const { schools } = useSession();
  const { schoolId } = useSchool();
  if (schoolId !== undefined || schools.length <= 1) return columns;
  return columns.flatMap((column) => (column.key === 'app' ? [SCHOOL_COLUMN, column] : [column]));
}

const SCHOOL_COLUMN: DataColumn<OfSchool> = {
  key: 'school',
  title: { zh: '学校', en: 'School' },
  show: (row) => <SchoolName {...row} />,
};

/** What the school is called, of those that the operator has. */
export function SchoolName({ schoolId }: OfSchool) {
  return useSession().schools.find((school) => school.schoolId === schoolId)?.name ?? schoolId;
}

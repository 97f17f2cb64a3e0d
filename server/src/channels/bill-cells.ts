import { type BillTable, UnreadableLine } from './bill-table.ts';

/**
 * The cells of a line in their columns. A merchant's text may hold what separates cells, and then there are too many:
 * what is too much belongs to one of the columns of free text, or to two, whichever leaves every other cell what its
 * column holds. Two ways that differ in what is read are none.
 * @throws UnreadableLine
 */
export function fittedCells(cells: readonly string[], table: BillTable): readonly string[] {
  const excess = cells.length - table.width;
  if (excess === 0) return cells;
  if (excess < 0) throw new UnreadableLine('columns');
  const free = table.shapes.flatMap((shape, index) => (shape === 'free' ? [index] : []));
  const [fit] = readings(
    free.map((at) => absorbed(cells, at, excess)),
    table,
  );
  if (fit) return fit;
  if (excess > MAX_SHARED) throw new UnreadableLine('columns');
  const [shared] = readings(sharedOut(cells, free, table), table);
  if (!shared) throw new UnreadableLine('columns');
  return shared;
}

/** At most this many separators are tried on two texts; more would take long. */
const MAX_SHARED = 12;

/** The readings in which every cell is what its column holds: none when they disagree. */
function readings(candidates: Iterable<readonly string[]>, table: BillTable): (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const cells of candidates) {
    if (!isPlausible(cells, table)) continue;
    const read = cells.filter((_, index) => table.shapes[index] !== 'free' && table.shapes[index] !== 'any');
    found.set(read.join('\u0000'), cells);
    if (found.size > 1) throw new UnreadableLine('columns');
  }
  return [...found.values()];
}

function* sharedOut(
  cells: readonly string[],
  free: readonly number[],
  { likes }: BillTable,
): Generator<readonly string[]> {
  const excess = cells.length - likes.length;
  for (const first of free) {
    for (let share = 1; share < excess; share += 1) {
      const partly = absorbed(cells, first, share);
      // what stands before the second text does not depend on it
      const wrong = likes.findIndex((like, index) => !like.test(partly[index]?.trim() ?? ''));
      for (const second of free) {
        if (second > first && (wrong < 0 || second <= wrong)) yield absorbed(partly, second, excess - share);
      }
    }
  }
}

function absorbed(cells: readonly string[], at: number, count: number): readonly string[] {
  return cells.toSpliced(at, count + 1, cells.slice(at, at + count + 1).join(','));
}

function isPlausible(cells: readonly string[], { likes }: BillTable): boolean {
  return likes.every((like, index) => like.test(cells[index]?.trim() ?? ''));
}

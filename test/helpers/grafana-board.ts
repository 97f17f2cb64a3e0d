import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A panel of docs/operating/grafana/board.json that shows something. */
export interface BoardPanel {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

export function boardPanels(): readonly BoardPanel[] {
  const path = join(import.meta.dirname, '../../docs/operating/grafana/board.json');
  const board = JSON.parse(readFileSync(path, 'utf8')) as { readonly panels: readonly BoardPanel[] };
  return board.panels.filter(({ type }) => type !== 'row');
}

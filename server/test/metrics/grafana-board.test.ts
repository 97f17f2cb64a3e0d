import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { type BoardPanel, boardPanels } from '../../../test/helpers/grafana-board.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { backupMetric } from '../../src/metrics/backup-metric.ts';
import { businessMetrics } from '../../src/metrics/business-metrics.ts';
import { processMetrics } from '../../src/metrics/process-metrics.ts';

const NAME = /\b(?:zhixiao|nodejs|process)_[a-z0-9_]+/g;
const namesIn = ({ targets }: BoardPanel) => targets.flatMap(({ expr }) => expr.match(NAME) ?? []);

async function servedNames(): Promise<Set<string>> {
  const registry = new Registry();
  using _measuring = processMetrics(registry);
  businessMetrics(registry);
  backupMetric(registry, '/nowhere', systemClock);
  const metrics = await registry.getMetricsAsJSON();
  return new Set(
    metrics.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
}

test('each panel of the board has a title, words and a unit, and shows metrics that are served', async () => {
  const served = await servedNames();
  const panels = boardPanels();
  expect(panels.length).toBeGreaterThan(20);
  for (const panel of panels) {
    expect(panel, panel.title).toMatchObject({
      title: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\.$/),
      datasource: { type: 'prometheus', uid: '$' + '{datasource}' },
      fieldConfig: { defaults: { unit: expect.stringMatching(/\S/) } },
    });
    expect(panel.targets.map(({ legendFormat }) => legendFormat)).not.toContain('');
    expect(namesIn(panel).length, panel.title).toBeGreaterThanOrEqual(panel.targets.length);
    expect([...served], panel.title).toEqual(expect.arrayContaining(namesIn(panel)));
  }
  const titles = panels.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('every metric of the document is on the board', () => {
  const shown = new Set(
    boardPanels()
      .flatMap(namesIn)
      .map((name) => name.replace(/_(?:bucket|count)$/, '')),
  );
  const document = readFileSync(join(import.meta.dirname, '../../../docs/operating/metrics.md'), 'utf8');
  const documented = new Set(document.match(/\bzhixiao_[a-z_]+/g));
  expect(documented.size).toBeGreaterThan(15);
  expect([...shown]).toEqual(expect.arrayContaining([...documented]));
});

test('panels lie beside each other and not upon each other', () => {
  const places = boardPanels().map(({ gridPos }) => gridPos);
  const cells = places.flatMap(({ x, y, w, h }) =>
    Array.from({ length: w * h }, (_item, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...places.map(({ x, w }) => x + w))).toBe(24);
});

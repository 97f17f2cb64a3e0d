import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { measured } from '../lib/measures.ts';
import { standbyMetrics } from './standby-metrics.ts';

test('nothing is reported of a standby where there is none, nor a lag that is not known', async () => {
  const registry = new Registry();
  using _measuring = standbyMetrics([registry]);
  const values = async () =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(await values()).toEqual([]);

  measured('standby', { isUsable: true, lagSeconds: 0.25 });
  measured('lagging_read', { from: 'standby' });
  measured('standby_left', { why: 'failed' });
  expect(await values()).toEqual([
    'zhixiao_standby_usable 1',
    'zhixiao_standby_lag_seconds 0.25',
    'zhixiao_lagging_reads_total{from="standby"} 1',
    'zhixiao_standby_left_total{why="failed"} 1',
  ]);

  measured('standby', { isUsable: false, lagSeconds: Number.POSITIVE_INFINITY });
  expect((await values()).filter((line) => !line.includes('_total'))).toEqual(['zhixiao_standby_usable 0']);
});

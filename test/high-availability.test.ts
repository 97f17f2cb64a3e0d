import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

/** The files of docs/operating/high-availability.md; that they work is shown by `npm run failover-drill`. */
const FOLDER = join(import.meta.dirname, '..', 'packaging', 'high-availability');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const namesIn = (text: string) => [...text.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);

test('Patroni keeps what is acknowledged on two machines, and its times fit together', () => {
  const { bootstrap, postgresql } = parse(read('patroni.yml'));
  const { ttl, loop_wait, retry_timeout, synchronous_mode, postgresql: shared } = bootstrap.dcs;
  // Patroni's own rule: a primary must be able to try again twice within its time
  expect(loop_wait + 2 * retry_timeout).toBeLessThanOrEqual(ttl);
  expect(synchronous_mode).toBe(true);
  expect(shared.parameters).toMatchObject({ synchronous_commit: 'on', wal_log_hints: 'on' });
  expect(shared.parameters).not.toHaveProperty('fsync');
  expect(postgresql.pg_hba.filter((line: string) => /\b(trust|md5)$/.test(line))).toEqual([]);
});

test('what differs between machines is in the environment, without a password', () => {
  const patroni = read('patroni.env.example');
  expect(namesIn(patroni)).toEqual(expect.arrayContaining(['PATRONI_NAME', 'PATRONI_ETCD3_HOSTS']));
  expect([...patroni.matchAll(/_PASSWORD=(.*)$/gm)].map(([, value]) => value)).toEqual(['', '', '']);
  expect(namesIn(read('etcd.env.example')).filter((name) => !name.startsWith('ETCD_'))).toEqual([]);
});

test('both documents name each file', () => {
  for (const document of ['high-availability.md', 'high-availability.zh-CN.md']) {
    const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'operating', document), 'utf8');
    for (const name of [
      'patroni.yml',
      'patroni.env.example',
      'etcd.env.example',
      'patroni.service.d/',
      'zhixiao-pay.service.d/',
    ])
      expect(text, document).toContain(`\`${name}\``);
  }
});

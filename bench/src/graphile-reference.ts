import { env, stdout } from 'node:process';
import { sealRequest } from '@zhixiao/protocol/envelope';
import { run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { Agent, request } from 'undici';
import { KEYS } from './requests.ts';

/** graphile-worker doing the same: JOBS jobs, each signed, encrypted and posted to SINK. Its best settings. */
const connectionString = env.DATABASE_URL ?? '';
const jobs = Number(env.JOBS);
const sink = env.SINK ?? '';
const CONCURRENCY = 64;
const LOCAL_QUEUE = 500;

await runMigrations({ connectionString });
const client = new pg.Client({ connectionString });
await client.connect();
await client.query(
  `select graphile_worker.add_jobs(array(
     select json_populate_record(null::graphile_worker.job_spec,
              json_build_object('identifier', 'notify', 'payload', json_build_object('order_id', n)))
       from generate_series(1, $1::int) n))`,
  [jobs],
);
await client.query('vacuum analyze');
await client.end();

const agent = new Agent({ keepAliveTimeout: 30_000 });
const runner = await run({
  connectionString,
  concurrency: CONCURRENCY,
  maxPoolSize: 12,
  noHandleSignals: true,
  preset: { worker: { localQueue: { size: LOCAL_QUEUE }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  taskList: {
    async notify(payload) {
      const content = {
        ...(payload as object),
        out_trade_no: '1',
        time_end: '2026-11-23 10:00:00',
        uid: 'oPayer',
      };
      const body = new URLSearchParams({ ...sealRequest(KEYS, content) }).toString();
      const answer = await request(sink, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body,
      });
      if ((await answer.body.text()) !== 'success') throw new Error('not taken');
    },
  },
});
process.once('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
stdout.write('ready\n');

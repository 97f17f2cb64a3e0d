/**
 * graphile-worker with its local queue, posting one form a job. Arguments: the database's URL, where to
 * post, and `batched` when completed jobs are to be recorded together too.
 */
import { Logger, run } from 'graphile-worker';
import { Agent, request } from 'undici';

const [connectionString = '', sinkUrl = '', completions] = process.argv.slice(2);
const CONCURRENCY = 64;
/** As long as a sealed notification. */
const BODY = new URLSearchParams({ id: 'partner1', param: 'x'.repeat(344), sign: '0'.repeat(32) }).toString();

const dispatcher = new Agent({ keepAliveTimeout: 30_000 });

const runner = await run({
  preset: {
    worker: {
      connectionString,
      maxPoolSize: 16,
      concurrentJobs: CONCURRENCY,
      pollInterval: 1_000,
      localQueue: { size: CONCURRENCY * 4 },
      completeJobBatchDelay: completions === 'batched' ? 0 : -1,
      logger: new Logger(() => () => undefined),
    },
  },
  noHandleSignals: true,
  taskList: {
    async notify() {
      const answer = await request(sinkUrl, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: BODY,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || text !== 'success') throw new Error(`${answer.statusCode} ${text}`);
    },
  },
});
process.once('SIGTERM', () => {
  void runner.stop().then(() => process.exit());
});
process.send?.('ready');
await runner.promise;

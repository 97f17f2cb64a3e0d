import { type Command, given, type Run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag, SANDBOX_URL, text } from '../options.ts';
import { askJson, sandboxAt } from '../sandbox.ts';
import { sandboxUrlOf } from '../settings.ts';
import { type JournalEntry, type RequestEntry, showAtChannel, showRequest } from '../show-log.ts';

const POLL_MS = 500;

/** What is followed: answers what is new behind a number, or all; the oldest first. */
interface Log<Entry> {
  read(since: string | undefined): Promise<readonly Entry[]>;
  numberOf(entry: Entry): string;
  show(entry: Entry): void;
}

export const LOGS_COMMAND: Command = {
  name: 'logs tail',
  takes: '',
  says: {
    zh: '沙箱测试应用的接口请求，随时更新；--channels 改看平台向模拟渠道发出的请求。正式环境请看控制台的合作方工作台',
    en: 'the calls of a sandbox’s test app as they come; with --channels what the gateway asks of the emulated channels. For production see the console’s workbench',
  },
  options: {
    since: text(
      'ID',
      '从该编号之后开始，0 为全部；默认只看新的',
      'those after this number, 0 for all; new ones alone by default',
    ),
    once: flag('只显示已有的，不等待', 'show what is there, and end'),
    channels: flag('平台向模拟渠道发出的请求', 'what the gateway asks of the emulated channels'),
    'sandbox-url': SANDBOX_URL,
  },
  run: (run) => (run.values.channels === true ? follow(run, channelsOf(run)) : follow(run, requestsOf(run))),
};

function requestsOf({ settings: { baseUrl }, terminal }: Run): Log<RequestEntry> {
  return {
    async read(since) {
      const query = since === undefined || since === '0' ? '' : `?since=${since}`;
      const url = `${baseUrl}/landing/requests${query}`;
      return (await askJson<{ requests: readonly RequestEntry[] }>(url, terminal)).requests;
    },
    numberOf: ({ requestId }) => requestId,
    show: (entry) => showRequest(terminal, entry),
  };
}

function channelsOf({ values, settings, terminal }: Run): Log<JournalEntry> {
  const sandbox = sandboxAt(sandboxUrlOf(values, settings), terminal);
  return {
    read: (since) => sandbox.ask(since === undefined ? '/journal' : `/journal?since=${since}`),
    numberOf: ({ id }) => String(id),
    show: (entry) => showAtChannel(terminal, entry),
  };
}

async function follow<Entry>(run: Run, log: Log<Entry>): Promise<number> {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const isOnce = run.values.once === true;
  const since = given(run, 'since');
  let last = since === undefined && isOnce ? '0' : since;
  if (last === undefined) {
    const newest = (await log.read(undefined)).at(-1);
    last = newest === undefined ? '0' : log.numberOf(newest);
  }
  for (;;) {
    for (const entry of await log.read(last)) {
      log.show(entry);
      last = log.numberOf(entry);
    }
    if (isOnce || isStopped) return EXIT.done;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

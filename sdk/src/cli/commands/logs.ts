import { type Command, given, type Run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag, SANDBOX_URL, text } from '../options.ts';
import { type Sandbox, sandboxAt } from '../sandbox.ts';
import { sandboxUrlOf } from '../settings.ts';

const POLL_MS = 500;

interface Entry {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly fault: string | null;
}

export const LOGS_COMMAND: Command = {
  name: 'logs tail',
  takes: '',
  says: {
    zh: '沙箱的流水：平台向模拟渠道发出的请求，随时更新；您调用平台的请求在控制台的合作方工作台里',
    en: 'the sandbox’s journal: what the gateway asks of the emulated channels, as it happens; your own calls are in the console’s workbench',
  },
  options: {
    since: text(
      'ID',
      '从该编号之后开始，0 为全部；默认只看新的',
      'those after this number, 0 for all; new ones alone by default',
    ),
    once: flag('只显示已有的，不等待', 'show what is there, and end'),
    'sandbox-url': SANDBOX_URL,
  },
  async run(run) {
    const sandbox = sandboxAt(sandboxUrlOf(run.values, run.settings), run.terminal);
    let isStopped = false;
    const stop = () => {
      isStopped = true;
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const since = given(run, 'since');
    let last = since === undefined && run.values.once !== true ? await newest(sandbox) : Number(since ?? 0);
    for (;;) {
      for (const entry of await sandbox.ask<readonly Entry[]>(`/journal?since=${last}`)) {
        show(run, entry);
        last = entry.id;
      }
      if (run.values.once === true || isStopped) return EXIT.done;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  },
};

async function newest(sandbox: Sandbox): Promise<number> {
  return (await sandbox.ask<readonly Entry[]>('/journal')).at(-1)?.id ?? 0;
}

/** Bodies stay out: they may name payers. */
function show(
  { terminal: { entry: print, paint, say } }: Run,
  { id, at, method, path, status, fault }: Entry,
): void {
  const time = new Date(at).toTimeString().slice(0, 8);
  const isFine = status !== null && status < 400;
  const outcome = paint(isFine ? 'green' : 'red', String(status ?? say({ zh: '无应答', en: 'no answer' })));
  const emulated = fault === null ? '' : paint('yellow', ` ${fault}`);
  const { pathname } = new URL(path, 'http://sandbox');
  print(`${paint('dim', `${time} ${id}`)} ${method.padEnd(5)} ${pathname} ${outcome}${emulated}`, {
    id,
    at: new Date(at).toISOString(),
    method,
    path: pathname,
    status,
    fault,
  });
}

import type { Check } from '../check.ts';
import type { Command } from '../command.ts';
import { given } from '../command.ts';
import { ENVIRONMENT } from '../environment.ts';
import { examine } from '../examine.ts';
import { EXIT } from '../exit-codes.ts';
import { NOTIFY_URL } from '../options.ts';

const MARKS = { ok: ['green', '✓'], warning: ['yellow', '!'], fault: ['red', '✗'] } as const;

export const DOCTOR_COMMAND: Command = {
  name: 'doctor',
  takes: '',
  says: {
    zh: '检查平台地址、密钥、时间、加密方式和通知地址，并说明如何修正',
    en: 'check the gateway’s address, keys, clock, cipher and notify_url, and say what to do',
  },
  options: { 'notify-url': NOTIFY_URL },
  async run(run) {
    const { terminal } = run;
    const checks: Check[] = [];
    for await (const check of examine(
      run.settings,
      given(run, 'notify-url') ?? ENVIRONMENT.ZHIXIAO_NOTIFY_URL,
    )) {
      checks.push(check);
      const [colour, mark] = MARKS[check.state];
      terminal.line(`${terminal.paint(colour, mark)} ${terminal.say(check.says)}`);
      if (check.cure) terminal.line(`  ${terminal.paint('dim', '→')} ${terminal.say(check.cure)}`);
    }
    const isHealthy = checks.every(({ state }) => state !== 'fault');
    if (terminal.isJson) {
      const said = checks.map(({ name, state, says, cure }) => ({
        name,
        state,
        says: terminal.say(says),
        ...(cure && { cure: terminal.say(cure) }),
      }));
      terminal.result({ healthy: isHealthy, checks: said });
    }
    return isHealthy ? EXIT.done : EXIT.unhealthy;
  },
};

import { type Command, given, givenAddress, type Run } from '../command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { FORWARD_TO, SANDBOX_URL, text } from '../options.ts';
import { SCENES, type Scene, startScene } from '../scenes.ts';
import { isHere } from '../settings.ts';

export const TRIGGER_COMMAND: Command = {
  name: 'trigger',
  takes: Object.keys(SCENES).join('|'),
  says: {
    zh: '在沙箱中让一件事发生，并看您的业务系统如何应对',
    en: 'make something happen in the sandbox, and see what your system does about it',
  },
  options: {
    'forward-to': FORWARD_TO,
    fee: text('FEN', '金额，默认 3000', 'amount, 3000 by default'),
    'sandbox-url': SANDBOX_URL,
  },
  async run(run) {
    const name = run.words[0] ?? '';
    const scene = Object.hasOwn(SCENES, name) ? SCENES[name as Scene] : undefined;
    if (!scene) throw new CommandError(`trigger ${Object.keys(SCENES).join('|')}`, EXIT.usage);
    if (!isHere(run.settings.baseUrl)) throw new CommandError(run.terminal.say(ELSEWHERE), EXIT.usage);
    return play(run, scene);
  },
};

const ELSEWHERE = {
  zh: 'trigger 只用于本机的沙箱',
  en: 'trigger is for a sandbox on this machine',
};

async function play(run: Run, scene: (typeof SCENES)[Scene]): Promise<number> {
  const { terminal } = run;
  const stage = await startScene(run, Number(given(run, 'fee') ?? 3_000), givenAddress(run, 'forward-to'));
  try {
    terminal.line(terminal.paint('dim', terminal.say(scene.says)));
    const { says, value } = await scene.play(stage);
    const said = terminal.say(says);
    const failed = stage.answers.filter(({ isAcknowledged }) => !isAcknowledged).length;
    const mark = failed === 0 ? terminal.paint('green', '✓') : terminal.paint('red', '✗');
    terminal.entry(`${mark} ${said}`, { ...value, says: said, failed });
    if (failed === 0) return EXIT.done;
    terminal.warn(
      terminal.say({
        zh: `业务系统有 ${failed} 次没有应答 success`,
        en: `your system did not answer success, ${failed} time(s)`,
      }),
    );
    return EXIT.failed;
  } finally {
    await stage.close();
  }
}

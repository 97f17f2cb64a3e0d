import { resolve } from 'node:path';
import { createChannels } from '../channels/create-channels.ts';
import { parseConfig } from '../config/config.ts';
import { readEnv } from '../config/settings.ts';
import { databaseUrls, requireDatabase } from '../installation/database-urls.ts';
import { loadKeys } from '../installation/keys/load-keys.ts';
import { masterKeysOf } from '../installation/master-key.ts';
import {
  beginSplit,
  checkInput,
  type SplitInput,
  type Splitting,
} from '../installation/split/begin-split.ts';
import { cancelSplit } from '../installation/split/cancel-split.ts';
import { cleanElsewhere, countToClean } from '../installation/split/clean-elsewhere.ts';
import { numberShard } from '../installation/split/keep-shard.ts';
import { planSplit } from '../installation/split/plan-split.ts';
import { SplitRefused } from '../installation/split/split-refused.ts';
import { openSplitSession, type SplitSession } from '../installation/split/split-session.ts';
import { readShardState } from '../installation/split/split-state.ts';
import { dryTakeSide, takeSide } from '../installation/split/take-side.ts';
import { systemClock } from '../lib/clock.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createLog } from '../lib/log.ts';
import { vaultOf } from '../lib/vault.ts';
import type { Words } from '../lib/words.ts';
import { type CommandArguments, print, printError, UsageError } from './command.ts';
import { type Inspection, wordsBy } from './inspection.ts';
import { nameOf, OPERATOR_OPTION } from './operator-name.ts';
import { showProgress } from './progress.ts';
import {
  begunWords,
  cancelledWords,
  cleanedLines,
  dryBeginWords,
  helpOf,
  planLines,
  stateWords,
  takenLines,
} from './shard-words.ts';

const STEPS = ['plan', 'begin', 'split', 'cancel', 'clean', 'number'] as const;
type Step = (typeof STEPS)[number];
type Said = (words: Words) => string;

/**
 * Splits one installation in two by school, step by step (docs/scaling.md); without a step, what state this database is in. Exit
 * status 1: the step was refused, and nothing was changed.
 */
export const shardCommand: Inspection = {
  usage: `shard [${STEPS.join('|')}] [--help] [--lang zh|en] ${OPERATOR_OPTION}`,
  options: {
    move: { type: 'string' },
    to: { type: 'string' },
    code: { type: 'string' },
    'only-this-one': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    help: { type: 'boolean' },
    lang: { type: 'string' },
    operator: { type: 'string' },
  },
  async run(args) {
    const said = wordsBy(args);
    const [word, ...more] = args.words;
    const step = STEPS.find((each) => each === word);
    if ((word !== undefined && !step) || more.length > 0) {
      throw new UsageError(`shard has these steps: ${STEPS.join(', ')}`);
    }
    if (args.isSet('help')) {
      print(said(helpOf(step)));
      return 0;
    }
    await using stack = new AsyncDisposableStack();
    try {
      await STEP[step ?? 'state'](await open(stack, args), args, said);
      return 0;
    } catch (error) {
      if (!(error instanceof SplitRefused)) throw error;
      printError(said(error.words));
      return 1;
    }
  },
};

async function open(stack: AsyncDisposableStack, args: CommandArguments): Promise<Splitting> {
  const { config, secrets } = parseConfig(readEnv());
  const dataDir = resolve(config.dataDir);
  await requireDatabase(secrets, dataDir);
  const { url, ownerUrl } = await databaseUrls({ config, secrets }, stack);
  const session: SplitSession = stack.use(await openSplitSession(ownerUrl ?? url));
  const { keys } = await loadKeys(session, await masterKeysOf(secrets, dataDir)());
  const vault = vaultOf(() => keys);
  return { session, vault, clock: systemClock, operator: `shell:${nameOf(args)}`, shard: config.shard };
}

const STEP: Readonly<
  Record<Step | 'state', (splitting: Splitting, args: CommandArguments, said: Said) => Promise<void>>
> = {
  async state({ session }, _args, said) {
    print(said(stateWords(await readShardState(session))));
  },

  async plan({ session, vault }, args, said) {
    await using http = createHttpClient();
    const channels = createChannels({ http, clock: systemClock, sandboxUrl: undefined }, createLog('silent'));
    const move = listOf(args.text('move'));
    const plan = await planSplit(session, { vault, channels }, move);
    print(planLines(plan, move).map(said).join('\n'));
  },

  async begin(splitting, args, said) {
    const input = inputOf(args);
    if (args.isSet('dry-run')) {
      await checkInput(splitting, input);
      print(said(dryBeginWords(input)));
      return;
    }
    print(said(begunWords(await beginSplit(splitting, input))));
  },

  async split(splitting, args, said) {
    const code = args.text('code');
    const isDry = args.isSet('dry-run');
    const taken = isDry ? await dryTakeSide(splitting) : await takeSide(splitting, code);
    print(takenLines(taken, isDry).map(said).join('\n'));
  },

  async cancel(splitting, args, said) {
    await cancelSplit(splitting, args.isSet('only-this-one'));
    print(said(cancelledWords()));
  },

  async clean(splitting, args, said) {
    const progress = showProgress(said);
    const isDry = args.isSet('dry-run');
    const onCleaned = (part: string, done: number, all: number) =>
      progress({ zh: part, en: part }, done, all);
    const tables = isDry
      ? await countToClean(splitting, onCleaned)
      : await cleanElsewhere(splitting, onCleaned);
    print(cleanedLines(tables, isDry).map(said).join('\n'));
  },

  async number({ session, clock }, args, said) {
    await numberShard(session, numberOf(args), clock.now());
    print(said(stateWords(await readShardState(session))));
  },
};

function inputOf(args: CommandArguments): SplitInput {
  return { move: listOf(args.needed('move')), toShard: numberOf(args) };
}

function numberOf(args: CommandArguments): number {
  const to = args.needed('to');
  if (!/^(\d|1[0-5])$/.test(to)) throw new UsageError('--to is a number from 0 to 15');
  return Number(to);
}

function listOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/[\s,]+/).filter((each) => each !== ''))].sort();
}

import { open } from 'node:fs/promises';
import { readEnv } from '../config/settings.ts';
import { type SupportFile, supportFiles } from '../doctor/support-files.ts';
import { type ZipEntry, zipOf } from '../lib/export/zip.ts';
import { print, printError } from './command.ts';
import { envFile } from './env-file.ts';
import { type Inspection, wordsBy } from './inspection.ts';

const OPTIONS = { output: { type: 'string' }, log: { type: 'string' }, lang: { type: 'string' } } as const;

/** One file for who helps from afar. What the findings are does not count for the exit status: 0 when it is written. */
export const supportBundleCommand: Inspection = {
  usage: 'support-bundle [--output FILE.zip] [--log FILE] [--lang zh|en]',
  options: OPTIONS,
  async run(args) {
    const said = wordsBy(args);
    const request = { envFile: await envFile(), env: readEnv(), logFile: args.text('log') };
    const files = await supportFiles(request, (name) =>
      printError(said({ zh: `收集${name.zh}……`, en: `Collecting ${name.en} …` })),
    );
    const path =
      args.text('output') ??
      `zhixiao-support-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}.zip`;
    await write(path, files);
    print(
      said({
        zh: `已写入 ${path}（${files.map(({ name }) => name).join('、')}）。其中没有密钥和个人信息；发送前可以自行打开查看。`,
        en: `Written: ${path} (${files.map(({ name }) => name).join(', ')}). It holds no secret and nobody's data; look into it before you send it.`,
      }),
    );
    return 0;
  },
};

/** @throws when there is such a file */
async function write(path: string, files: readonly SupportFile[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  await file.writeFile(zipOf(entriesOf(files)));
  await file.close();
}

async function* entriesOf(files: readonly SupportFile[]): AsyncGenerator<ZipEntry> {
  for (const { name, content } of files) {
    const text = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
    yield { name, content: once(text) };
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

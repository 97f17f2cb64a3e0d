import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import type { Assets } from './render/layout.ts';

const SOURCES = import.meta.dirname;

/** Builds the scripts and the style into `assets/`, each named after what is in it. */
export async function buildAssets(outDir: string): Promise<Assets> {
  const crypto = join(SOURCES, 'browser/crypto.ts');
  const output = await build({
    root: SOURCES,
    base: './',
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { 'node:crypto': crypto } },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: {
          site: join(SOURCES, 'browser/site.ts'),
          debugger: join(SOURCES, 'browser/debugger.ts'),
          landing: join(SOURCES, 'browser/landing.ts'),
          style: join(SOURCES, 'styles/site.css'),
        },
        // what the protocol is written with, where a browser has none
        transform: { inject: { Buffer: ['buffer/', 'Buffer'] } },
        output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' },
      },
    },
  });
  const files = (output as Rolldown.RolldownOutput).output;
  const fileOf = (isWanted: (file: (typeof files)[number]) => boolean) => {
    const name = files.find(isWanted)?.fileName;
    if (name === undefined) throw new Error('a file of the site was not built');
    return name.replace('assets/', '');
  };
  const script = (name: string) =>
    fileOf((file) => file.type === 'chunk' && file.isEntry && file.name === name);
  return {
    script: script('site'),
    scripts: { debugger: script('debugger'), landing: script('landing') },
    style: fileOf((file) => file.fileName.endsWith('.css')),
  };
}

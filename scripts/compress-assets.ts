import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A plugin of Vite: puts each built script and style beside itself in Brotli and gzip, as `name.js.br` and `name.js.gz`. */
export function compressAssets() {
  let folder = '';
  return {
    name: 'compress-assets',
    apply: 'build' as const,
    configResolved({ root, build }: { root: string; build: { outDir: string } }) {
      folder = join(root, build.outDir, 'assets');
    },
    closeBundle() {
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css)$/.test(name)) continue;
        const content = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params: BROTLI }));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** The last of eleven would make it a sixtieth smaller and take twice as long. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 10 };

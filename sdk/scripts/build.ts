import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { build } from 'rolldown';
import { writeDeclarations } from './declarations.ts';

/**
 * `npm run build -w sdk`: the package as partners get it, in `sdk/dist`, for `npm pack ./sdk/dist`. Compiled for Node 18 as
 * ES modules and CommonJS with the protocol inside; its manifest is written here, because that of the workspace names the
 * sources, which Node runs nowhere under node_modules.
 */
const SDK = join(import.meta.dirname, '..');
const ROOT = join(SDK, '..');
const SOURCE = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8')) as Record<string, unknown>;
const DIST = argv[2] ?? join(SDK, 'dist');

await buildPackage();

async function buildPackage(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  await bundle('src/index.ts', 'index.js', 'esm');
  await bundle('src/index.ts', 'index.cjs', 'cjs');
  await bundle('src/cli/main.ts', 'cli.js', 'esm');
  chmodSync(join(DIST, 'cli.js'), 0o755);
  const declarations = join(DIST, '.declarations');
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(execPath, [tsc, '-p', join(SDK, 'tsconfig.build.json'), '--outDir', declarations], {
    stdio: 'inherit',
  });
  writeDeclarations(declarations, join(DIST, 'types'));
  rmSync(declarations, { recursive: true });
  for (const name of ['README.md', 'README.zh-CN.md', 'examples']) {
    cpSync(join(SDK, name), join(DIST, name), { recursive: true });
  }
  cpSync(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));
  writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
}

async function bundle(input: string, file: string, format: 'esm' | 'cjs'): Promise<void> {
  await build({
    input: join(SDK, input),
    platform: 'node',
    transform: {
      target: 'node18',
      define: { SDK_VERSION: JSON.stringify(SOURCE.version) },
      // Deno and workers have it as a module alone
      inject: { Buffer: ['node:buffer', 'Buffer'] },
    },
    // the command line holds the client once more, and nobody debugs it
    output: { file: join(DIST, file), format, comments: false, minify: file === 'cli.js' },
    logLevel: 'warn',
  });
}

function manifest(): object {
  const { name, version, description, keywords, license } = SOURCE;
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    engines: { node: '>=18' },
    sideEffects: false,
    bin: { 'zhixiao-pay': 'cli.js' },
    main: './index.cjs',
    module: './index.js',
    types: './types/index.d.ts',
    exports: {
      '.': {
        import: { types: './types/index.d.ts', default: './index.js' },
        require: { types: './types/index.d.cts', default: './index.cjs' },
      },
      './package.json': './package.json',
    },
    files: ['index.js', 'index.cjs', 'cli.js', 'types', 'examples', 'README.zh-CN.md'],
  };
}

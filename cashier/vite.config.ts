import { defineConfig } from 'vite';
import { compressAssets } from '../scripts/compress-assets.ts';

/** One classic script for the old webviews payers have, one style, and the page renderer for the server. */
// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig(({ isSsrBuild }) => ({
  plugins: isSsrBuild ? [] : [compressAssets()],
  build: isSsrBuild
    ? { ssr: 'src/render.tsx', outDir: 'dist', emptyOutDir: false, target: 'node22' }
    : {
        outDir: 'dist',
        target: 'es2015',
        modulePreload: false,
        cssCodeSplit: false,
        rolldownOptions: {
          input: 'src/client.tsx',
          output: {
            format: 'iife',
            entryFileNames: 'assets/cashier-[hash].js',
            assetFileNames: 'assets/cashier-[hash][extname]',
          },
        },
      },
}));

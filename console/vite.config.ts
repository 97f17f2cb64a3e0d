import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from '../scripts/compress-assets.ts';

/** One entry and a file per page; the server puts its nonce of each answer where the page has `__NONCE__`. */
// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig(({ command }) => ({
  base: '/console/',
  // under `npm run dev` a component changes in the page and keeps its state; the build needs no help
  plugins: command === 'serve' ? [react()] : [compressAssets()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    // what the page says it needs (index.html, `.too-old` of plain.css)
    target: ['chrome94', 'edge94', 'firefox93', 'safari15.4'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn(warning, warn) {
        // antd marks its files for a kind of server that is not used here
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
}));

import { defineConfig } from 'vite';

/** One entry and a file per page; the server puts its nonce of each answer where the page has `__NONCE__`. */
// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig({
  base: '/console/',
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onwarn(warning, warn) {
        // antd marks its files for a kind of server that is not used here
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});

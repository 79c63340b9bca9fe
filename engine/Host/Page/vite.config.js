import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: '../../../.build/page',
    emptyOutDir: true,
    // The page's policy lets it load files of its own host and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});

import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { UserConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Build of the desk (`vite build --mode desk`): the page, and the host script under a name that never changes. */
export const deskConfig: UserConfig = {
  root: here('.'),
  base: '/desk/',
  plugins: [vue()],
  build: {
    outDir: here('../../../dist/desk'),
    emptyOutDir: true,
    target: ['chrome107', 'safari15.4'],
    cssTarget: ['chrome107', 'safari15.4'],
    // Icons are addressed by fragment (icons.svg#send), which data: URLs do not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { desk: here('index.html'), host: here('host.ts') },
      output: {
        // The service writes this one address into its chat page, so it carries no hash.
        entryFileNames: (chunk) => (chunk.name === 'host' ? 'host.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
}

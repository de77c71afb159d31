import { defineConfig } from 'vite';

export default defineConfig({
  server: {
    host: '0.0.0.0',
    port: 5173,
    strictPort: true,
    // An engine puts another file in the place of one that changes: for a moment it is there, and empty.
    watch: { awaitWriteFinish: { stabilityThreshold: 20, pollInterval: 10 } },
    proxy: { '/api': { target: 'http://api:3000', configure: endTogether } },
  },
});

/** Vite leaves an answer open whose server has gone; the page is to notice, and to ask the new one. */
function endTogether(proxy) {
  proxy.on('proxyRes', (answer, _, response) => answer.once('close', () => response.end()));
}

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A Chromium without a window, with nothing of its user's, that asks nobody anything by itself. */
export function openBrowser(): Promise<Browser> {
  if (!existsSync(executablePath))
    throw new Error(`no ${executablePath}: install Debian's package chromium, or name a Chromium in CHROMIUM`);
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic'].map(name => `--disable-${name}`);
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--no-first-run', ...quiet] });
}

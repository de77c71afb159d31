// usage: browser.mjs     makes sure of the browser that the test of examples/hot-reload opens pages in
import { canInstallPackages, ensurePrograms, missingPackages } from './packages.mjs';
import { say } from './say.mjs';

const programs = { '/usr/bin/chromium': 'chromium' };

// Who has another one names it in CHROMIUM.
if (!process.env.CHROMIUM && missingPackages(programs).length > 0) {
  if (canInstallPackages()) ensurePrograms(programs, 'for the tests in a browser (about 100 MB, once)');
  else {
    say('the end-to-end tests need Chromium: install it, name its program in CHROMIUM, and try again.');
    process.exitCode = 1;
  }
}

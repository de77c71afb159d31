// `npm stop`: takes down what `npm start` brought up. The results stay in their volume for the next `npm start`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from './engine/find.mjs';
import { findKeptEngine, releaseKeptEngine } from './engine/private.mjs';
import { say } from './engine/say.mjs';
import { checkout, prepare } from './prepare.mjs';
import { runGantry } from './showcase.mjs';

try {
  await stop();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

async function stop() {
  const engine = (await findKeptEngine()) ?? (await findEngine(process.env));
  if (!engine) return say('no engine is running, so there is nothing to stop.');
  if (!existsSync(join(checkout, 'dist/cli.js'))) await prepare();
  runGantry(['down'], engine.environment);
  await releaseKeptEngine();
}

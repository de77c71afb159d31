import { constants } from 'node:os';
import { findEngine } from './find.mjs';
import { enterPrivateEngine, releaseKeptEngine } from './private.mjs';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

const { mode, command } = parse(process.argv.slice(2));
let interruptedBy;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The command decides when to end; until it has, the engine must stay.
  process.on(signal, () => {
    interruptedBy = signal;
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

function parse([first, ...rest]) {
  if (first === '--stop' && rest.length === 0) return { mode: 'stop', command: [] };
  if (first === '--keep' && rest.length > 0) return { mode: 'keep', command: rest };
  if (first !== undefined && !first.startsWith('-')) return { mode: 'run', command: [first, ...rest] };
  process.stderr.write('usage: scripts/with-engine [--keep] COMMAND [ARGUMENT…] | scripts/with-engine --stop\n');
  process.exit(2);
}

async function main() {
  if (mode === 'stop') return releaseKeptEngine();
  const engine = (await findEngine(process.env)) ?? (await enterPrivateEngine({ keep: mode === 'keep' }));
  try {
    if (interruptedBy) return 128 + constants.signals[interruptedBy];
    return await runCommand(command, { ...process.env, ...engine.environment });
  } finally {
    await engine.leave();
  }
}

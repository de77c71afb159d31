import { command } from '../command.ts';
import { completionScript, shells } from '../completion/scripts.ts';
import { UsageError } from '../usage-error.ts';

export const completion = command({
  name: 'completion',
  summary: 'Print what makes a shell complete command lines',
  arguments: 'bash|zsh|fish',
  flags: {},
  async run({ args, world }) {
    const shell = shells.find(name => name === args[0]);
    if (shell === undefined || args.length > 1) throw new UsageError('requires a shell', 'use bash, zsh or fish');
    // The docker CLI completes its plugins itself.
    const program = world.program.includes(' ') ? 'gantry' : world.program;
    world.output.stdout.write(completionScript(shell, program));
    return 0;
  },
});

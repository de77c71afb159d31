import type { Command } from '../command.ts';
import { complete } from '../completion/complete.ts';
import { lookUpIn } from '../completion/look-up.ts';

/**
 * What scripts of shells ask, and the docker CLI of its plugins, in the protocol of Go's cobra: `__complete up --pu`
 * gives a candidate a line, with a description behind a tab, and last `:` and a number of bits: 2 for no blank
 * afterwards, 4 for no names of files, 16 for folders only.
 */
export const completeCommand = completer('__complete', true);

/** The same without descriptions. */
export const completeNoDesc = completer('__completeNoDesc', false);

function completer(name: string, described: boolean): Command {
  return {
    name,
    aliases: [],
    summary: 'Complete a command line',
    hidden: true,
    arguments: 'WORD...',
    flags: {},
    runsAnother: true,
    async invoke(args, _, world) {
      const { candidates, files, blank } = await complete(args, lookUpIn(world));
      const lines = candidates.map(({ value, description }) =>
        described && description ? `${value}\t${description}` : value,
      );
      const bits = (blank ? 0 : 2) + (files === 'none' ? 4 : files === 'folders' ? 16 : 0);
      world.output.stdout.write([...lines, `:${bits}`, ''].join('\n'));
      return 0;
    },
  };
}

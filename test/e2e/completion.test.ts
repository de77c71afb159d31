import { expect, test } from 'vitest';
import { withProject } from './support.ts';

const file = `
services:
  runs: {image: debian:bookworm-slim, command: sleep 1000, init: true}
  rests: {image: debian:bookworm-slim, command: "true"}
`;

test('bash must complete commands, flags, values and the services that run', () =>
  withProject({ 'compose.yaml': file }, async ({ gantry, shell }) => {
    expect((await gantry('completion', 'bash')).stdout).toContain('complete -F _gantry_complete gantry');
    await gantry('up', '-d');
    const terminal = shell('PATH="$(dirname "$GANTRY"):$PATH" PS1="> " exec bash --norc --noprofile -i');
    terminal.type('bind "set enable-bracketed-paste off"; source <(gantry completion bash); echo rea""dy\n');
    await terminal.shows('ready\r\n');
    // The key before the last ends in a tab each; `echo` shows the line as it has become.
    for (const [typed, completed] of [
      ['gantry --profi\t\u0001echo \n', 'gantry --profile'],
      ['gantry resta\t\u0001echo \n', 'gantry restart'],
      ['gantry --ansi=nev\t\u0001echo \n', 'gantry --ansi=never'],
      ['gantry up --scale ru\t\u0001echo \n', 'gantry up --scale runs='],
      ['gantry exec \t\u0001echo \n', 'gantry exec runs'],
      ['gantry -f comp\t\u0001echo \n', 'gantry -f compose.yaml'],
      ['gantry cp ru\t\u0001echo \n', 'gantry cp runs:'],
    ] as const) {
      terminal.type(typed);
      await terminal.shows(new RegExp(`\\n${completed} ?\\r\\n`));
    }
    terminal.type('exit\n');
    expect(await terminal.exit).toBe(0);
  }));

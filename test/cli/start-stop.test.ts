import { expect, test } from 'vitest';
import { findCommand } from '../../src/cli/commands/index.ts';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

const file = new URL('../../examples/full-stack/compose.yaml', import.meta.url).pathname;

test.each([
  ['start', ['--wait', '--wait-timeout int']],
  ['stop', ['-t, --timeout int']],
  ['restart', ['--no-deps', '-t, --timeout int']],
  ['pause', []],
  ['unpause', []],
  ['kill', ['--remove-orphans', '-s, --signal string']],
])('%s takes %j, services, and --dry-run', async (name, spellings) => {
  const command = (await findCommand(name))!;
  const flags = Object.values(command.flags).map(({ short, long, valueName }) =>
    `${short === undefined ? '' : `-${short}, `}--${long} ${valueName}`.trim(),
  );
  expect(flags).toEqual([...spellings, '--dry-run']);
  expect(command.arguments).toBe('[SERVICE...]');
});

test.each(['start', 'stop', 'restart', 'pause', 'unpause', 'kill'])(
  '%s refuses a service that the file does not have, before it asks an engine',
  async command => {
    const { world, stderr } = testWorld({ env: { DOCKER_HOST: 'unix:///nowhere.sock', POSTGRES_PASSWORD: 'x' } });
    expect(await main(['-f', file, command, 'nope'], world)).toBe(1);
    expect(stderr()).toBe('no such service: nope\n');
  },
);

import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { afterSync } from '../../src/operations/watch/after-sync.ts';
import { ruleFilter } from '../../src/watch/filter.ts';
import { project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { type Behaviour, fakeEngine } from '../support/fake-engine.ts';

interface Setting {
  readonly behaviour?: Behaviour;
  /** What the engine tells of the command, one answer a call. */
  readonly answers?: readonly { readonly Running: boolean; readonly ExitCode: number | null }[];
  readonly ends?: boolean;
}

/** Steps and messages of a rule's `exec` in a container. */
async function steps({ behaviour = {}, answers, ends = false }: Setting): Promise<string[]> {
  const fake = fakeEngine({ behaviours: { web: behaviour } });
  const left = [...(answers ?? [])];
  const engine: Engine = {
    ...fake,
    inspectExec: async id => {
      if (ends) for (const container of fake.containers.keys()) await fake.stopContainer(container, {});
      const answer = left.shift();
      return answer ? { ID: id, ...answer } : await fake.inspectExec(id);
    },
  };
  const { Id: id } = await engine.createContainer('web-1', {
    HostConfig: {},
    Image: 'busybox',
    Labels: { 'com.docker.compose.service': 'web' },
  });
  await engine.startContainer(id);
  const found: string[] = [];
  const exec = { command: ['make'] };
  const rule = { service: 'web', action: 'sync+exec', key: '', root: '/src', initialSync: false, exec } as const;
  await afterSync('web', [{ ...rule, filter: ruleFilter({ root: '/src' }) }], {
    engine,
    clock: virtualClock(),
    signal: new AbortController().signal,
    project: () => project({ services: { web: {} } }),
    replicas: [{ id, name: 'web-1' }],
    restart: async () => {},
    emit: event => {
      if (event.type === 'watch' && event.step !== 'output')
        found.push(event.step + ('message' in event ? `: ${event.message}` : ''));
    },
  });
  return found;
}

const running = { Running: true, ExitCode: null };
const nameless = { Running: false, ExitCode: null };

test.each<[what: string, setting: Setting, expected: string[]]>([
  ['that succeeds', {}, ['updated']],
  ['that fails', { behaviour: { exec: { make: 2 } } }, ['failed: web-1: the command of sync+exec ended with 2']],
  ['whose output is over before it is', { answers: [running, running] }, ['updated']],
  [
    'whose container ends',
    { answers: [nameless], ends: true },
    ['failed: web-1: the container ended while the command of sync+exec ran'],
  ],
  [
    'without an exit code',
    { answers: [nameless] },
    [
      'failed: web-1: the engine has no exit code of the command of sync+exec; the container may have been restarted while it ran',
    ],
  ],
])('a command of sync+exec %s must be told of as what it is', async (_, setting, expected) => {
  expect(await steps(setting)).toEqual(expected);
});

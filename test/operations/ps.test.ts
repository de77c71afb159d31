import { describe, expect, test } from 'vitest';
import type { ContainerState } from '../../src/engine/api.ts';
import { label } from '../../src/model/labels.ts';
import { type PsOptions, ps } from '../../src/operations/ps.ts';
import type { Scope } from '../../src/operations/scope.ts';
import { project } from '../support/builders.ts';
import { logEngine } from './log-engine.ts';

const scope = project({ services: { web: {}, db: {} }, disabledServices: { debug: {} } });

async function names(options: PsOptions, of: Scope = scope): Promise<string[]> {
  const engine = logEngine();
  const states: Record<string, ContainerState> = {
    'app-web-10': 'running',
    'app-web-2': 'restarting',
    'app-web-1': 'exited',
    'app-db-1': 'paused',
    'app-debug-1': 'running',
    'app-gone-1': 'running',
  };
  for (const [name, State] of Object.entries(states)) engine.add(name, { State });
  engine.add('app-web-run', { State: 'running', Labels: { [label.service]: 'web', [label.oneOff]: 'True' } });
  engine.add('other-web-1', { State: 'running', Labels: { [label.project]: 'other' } });
  return (await ps(of, options, { engine })).map(({ Names: [name] }) => name!.slice(1));
}

describe('ps', () => {
  test.each<[name: string, options: PsOptions, containers: string[]]>([
    ['what is up, by name', {}, ['app-db-1', 'app-debug-1', 'app-gone-1', 'app-web-10', 'app-web-2']],
    [
      'all, one-offs too',
      { all: true },
      ['app-db-1', 'app-debug-1', 'app-gone-1', 'app-web-1', 'app-web-10', 'app-web-2', 'app-web-run'],
    ],
    ['of services', { services: ['web'] }, ['app-web-10', 'app-web-2']],
    ['in states, up or not', { states: ['exited', 'paused'] }, ['app-db-1', 'app-web-1']],
    ['in a state, one-offs too', { services: ['web'], states: ['running'] }, ['app-web-10', 'app-web-run']],
    ['without orphans', { orphans: false }, ['app-db-1', 'app-debug-1', 'app-web-10', 'app-web-2']],
  ])('%s', async (_, options, containers) => {
    expect(await names(options)).toEqual(containers);
  });

  test('refuses a service that the project does not have', async () => {
    await expect(names({ services: ['gone'] })).rejects.toThrow('no such service: gone');
  });

  test('knows no better without a file', async () => {
    expect(await names({ services: ['gone'], orphans: false }, { name: 'app' })).toEqual(['app-gone-1']);
  });
});

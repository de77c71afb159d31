import { describe, expect, test } from 'vitest';
import { type LogsOptions, logs } from '../../src/operations/logs.ts';
import { project } from '../support/builders.ts';
import { type LogEngine, logEngine } from './log-engine.ts';
import { settle, transcript } from './transcript.ts';

function twoServices(): LogEngine {
  const engine = logEngine();
  for (const name of ['app-web-2', 'app-web-1', 'app-db-1']) {
    engine.add(name, { State: 'running' });
    engine.write(name, `${name} a\n`);
    engine.write(name, `${name} b\n`, 'stderr');
  }
  return engine;
}

async function read(options: LogsOptions, engine = twoServices()): Promise<string[]> {
  const { lines, emit } = transcript();
  const scope = project({ services: { web: {}, db: {} } });
  await logs(scope, options, { engine, emit, signal: new AbortController().signal });
  return lines;
}

describe('logs', () => {
  test('of all containers, by name, each stream marked', async () => {
    expect(await read({})).toEqual([
      'attach db-1 web-1 web-2',
      'db-1| app-db-1 a',
      'db-1! app-db-1 b',
      'web-1| app-web-1 a',
      'web-1! app-web-1 b',
      'web-2| app-web-2 a',
      'web-2! app-web-2 b',
    ]);
  });

  test.each<[name: string, options: LogsOptions, lines: string[]]>([
    ['of a service', { services: ['db'] }, ['attach db-1', 'db-1| app-db-1 a', 'db-1! app-db-1 b']],
    ['of a replica', { services: ['web'], index: 2, tail: '1' }, ['attach web-2', 'web-2! app-web-2 b']],
    ['none of them', { services: ['db'], tail: '0' }, ['attach db-1']],
  ])('%s', async (_, options, lines) => {
    expect(await read(options)).toEqual(lines);
  });

  test('with the time apart from the line', async () => {
    expect(await read({ services: ['db'], tail: '1', timestamps: true })).toEqual([
      'attach db-1',
      expect.stringMatching(/^db-1! 1970-01-01T00:00:01\.\d{9}Zapp-db-1 b$/),
    ]);
  });

  test.each<[options: LogsOptions, message: string]>([
    [{ services: ['nope'] }, 'no such service: nope'],
    [{ services: ['web'], index: 9 }, 'service "web" is not running container #9'],
  ])('%j is refused', async (options, message) => {
    await expect(read(options)).rejects.toThrow(message);
  });

  test('a project without containers has none', async () => {
    expect(await read({}, logEngine())).toEqual([]);
  });

  test('characters and lines survive however chunks are cut', async () => {
    const engine = logEngine();
    engine.add('app-web-1');
    const bytewise = async function* () {
      for (const byte of Buffer.from('grün\r\nzwei\n')) yield { stream: 'stdout' as const, data: Buffer.from([byte]) };
    };
    const lines = await read({}, { ...engine, logs: bytewise });
    expect(lines).toEqual(['attach web-1', 'web-1| grün', 'web-1| zwei']);
  });
});

describe('following', () => {
  test('goes on over ends, restarts and new replicas, until it is called off', async () => {
    const engine = logEngine();
    engine.add('app-web-1', { State: 'running' });
    engine.write('app-web-1', 'old\n');
    const { lines, emit } = transcript();
    const over = new AbortController();
    const following = logs(project({ services: { web: {} } }), { follow: true }, { engine, emit, signal: over.signal });
    await settle();
    engine.write('app-web-1', 'new\n');
    await settle();
    engine.end('app-web-1', 2);
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'again\n');
    engine.add('app-web-2');
    engine.start('app-web-2');
    engine.write('app-web-2', 'second\n');
    await settle();
    over.abort();
    await following;
    expect(lines).toEqual([
      'attach web-1',
      'web-1| old',
      'web-1| new',
      'web-1 ended 2',
      'attach web-2',
      'web-1| again',
      'web-2| second',
    ]);
  });

  test('a container that did not run when it began shows what it wrote once', async () => {
    const engine = logEngine();
    engine.add('app-web-1', { State: 'exited' });
    engine.write('app-web-1', 'first run\n');
    const { lines, emit } = transcript();
    const over = new AbortController();
    const following = logs({ name: 'app' }, { follow: true }, { engine, emit, signal: over.signal });
    await settle();
    engine.start('app-web-1');
    engine.write('app-web-1', 'second run\n');
    await settle();
    over.abort();
    await following;
    expect(lines).toEqual(['attach web-1', 'web-1| first run', 'web-1| second run']);
  });
});

import { describe, expect, test } from 'vitest';
import { planOfRm, rm } from '../../src/operations/rm.ts';
import { up } from '../../src/operations/up.ts';
import { project } from '../support/builders.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const wanted = project({ services: { web: {}, db: {} } });

async function stopped(...names: string[]): Promise<FakeEngine> {
  const engine = fakeEngine({ images: ['busybox'] });
  await up(wanted, {}, recordedContext(engine));
  for (const name of names) await engine.stopContainer(idOf(engine, name));
  engine.calls.length = 0;
  return engine;
}

function idOf(engine: FakeEngine, name: string): string {
  return [...engine.containers.values()].find(container => container.name === name)!.id;
}

function names(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ name }) => name).sort();
}

describe.each([
  ['with the file', wanted],
  ['by the name of the project', { name: 'app' }],
])('rm %s', (_, target) => {
  test('removes those that are stopped', async () => {
    const engine = await stopped('app-web-1');
    expect(await rm(target, {}, recordedContext(engine))).toEqual(['app-web-1']);
    expect(names(engine)).toEqual(['app-db-1']);
  });

  test('stops first on demand', async () => {
    const engine = await stopped();
    expect(await rm(target, { stop: true }, recordedContext(engine))).toEqual(['app-db-1', 'app-web-1']);
    expect(names(engine)).toEqual([]);
  });

  test('asks before it removes, after it has stopped', async () => {
    const engine = await stopped();
    const asked: (readonly string[])[] = [];
    const agree = async (containers: readonly string[]) => asked.push(containers) > 1;
    await rm(target, { stop: true, services: ['db'], agree }, recordedContext(engine));
    expect(asked).toEqual([['app-db-1']]);
    expect([...engine.containers.values()].map(({ name, state }) => [name, state])).toEqual(
      expect.arrayContaining([
        ['app-db-1', 'exited'],
        ['app-web-1', 'running'],
      ]),
    );
  });

  test('removes none that were not told of', async () => {
    const engine = await stopped('app-web-1');
    const agree = async () => {
      await engine.stopContainer(idOf(engine, 'app-db-1'));
      return true;
    };
    await rm(target, { agree }, recordedContext(engine));
    expect(names(engine)).toEqual(['app-db-1']);
  });

  test('finds nothing where nothing is stopped, and writes nothing', async () => {
    const engine = await stopped();
    expect(await rm(target, { force: true }, recordedContext(engine))).toEqual([]);
    expect(engine.calls).toEqual([]);
  });

  test('can be rehearsed', async () => {
    const engine = await stopped('app-web-1');
    const plans = await planOfRm(target, { stop: true }, recordedContext(engine));
    expect(plans.map(({ nodes }) => nodes.map(({ operation, resource }) => `${operation.type} ${resource}`))).toEqual([
      ['stop-container service:db:1'],
      ['remove-container service:db:1', 'remove-container service:web:1'],
    ]);
    expect(engine.calls).toEqual([]);
  });
});

test('a service that the file does not have is a mistake', async () => {
  const engine = await stopped('app-web-1');
  await expect(rm(wanted, { services: ['nope'] }, recordedContext(engine))).rejects.toThrow('no such service: nope');
  expect(await rm({ name: 'app' }, { services: ['nope'] }, recordedContext(engine))).toEqual([]);
});

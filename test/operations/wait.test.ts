import { expect, test } from 'vitest';
import { up } from '../../src/operations/up.ts';
import { wait } from '../../src/operations/wait.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const wanted = project({ services: { fast: {}, slow: {}, other: {} } });

/** An engine whose containers run until they are told to stop. */
async function running() {
  const engine = fakeEngine({ images: ['busybox'] });
  const ends = new Map<string, (code: number) => void>();
  engine.waitContainer = id =>
    new Promise(resolve => ends.set(engine.containers.get(id)!.name, StatusCode => resolve({ StatusCode })));
  const context = recordedContext(engine);
  await up(wanted, {}, context);
  return { engine, context, ends };
}

test('tells of each as it stops, and ends with the code of the last', async () => {
  const { engine, context, ends } = await running();
  const stopped: [string, number][] = [];
  const onStop = ({ id, exitCode }: { id: string; exitCode: number }) =>
    stopped.push([engine.containers.get(id)!.name, exitCode]);
  const code = wait(wanted, { services: ['slow', 'fast'], onStop }, context);
  await expect.poll(() => [...ends.keys()].sort()).toEqual(['app-fast-1', 'app-slow-1']);
  ends.get('app-fast-1')!(7);
  await expect.poll(() => stopped).toEqual([['app-fast-1', 7]]);
  ends.get('app-slow-1')!(5);
  expect(await code).toBe(5);
  expect(stopped).toEqual([
    ['app-fast-1', 7],
    ['app-slow-1', 5],
  ]);
});

test('has nothing to wait for where no container of the services runs', async () => {
  const { engine, context } = await running();
  const [fast] = [...engine.containers.values()].filter(({ name }) => name === 'app-fast-1');
  await engine.stopContainer(fast!.id);
  await expect(wait(wanted, { services: ['fast', 'nope'] }, context)).rejects.toThrow(
    'no containers for project "app"',
  );
});

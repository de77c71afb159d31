import { expect, test } from 'vitest';
import type { ContainerSummary } from '../../src/engine/api.ts';
import { followStates } from '../../src/operations/follow-states.ts';
import { heldClock } from '../support/clock.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { settle } from './transcript.ts';

const labels = { 'com.docker.compose.project': 'app', 'com.docker.compose.oneoff': 'False' };

test('states must be told at once and after each change, with a pause between two looks', async () => {
  let looks = 0;
  const engine = fakeEngine({});
  const list = engine.listContainers;
  engine.listContainers = options => {
    looks += 1;
    return list(options);
  };
  const clock = heldClock();
  const over = new AbortController();
  const told: string[] = [];
  const tell = (containers: readonly ContainerSummary[]) =>
    told.push(containers.map(({ Names: [name], State }) => `${name} ${State}`).join());
  const following = followStates('app', tell, { engine, clock, signal: over.signal });
  const create = (name: string, more = {}) =>
    engine.createContainer(name, { Image: 'busybox', HostConfig: {}, Labels: { ...labels, ...more } });
  await settle();
  expect(told).toEqual(['']);

  const ids = [(await create('app-web-1')).Id, (await create('app-web-2')).Id];
  await create('app-hook-1', { 'com.docker.compose.hook': 'pre_start' });
  for (const id of ids) await engine.startContainer(id);
  await settle();
  expect(looks).toBe(1);
  clock.pass(200);
  await settle();
  expect(told.slice(1)).toEqual(['/app-web-1 running,/app-web-2 running']);

  over.abort();
  await following;
  await engine.stopContainer(ids[0]!, {});
  clock.pass(10_000);
  await settle();
  expect(looks).toBe(2);
});

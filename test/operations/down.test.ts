import { describe, expect, test } from 'vitest';
import { down } from '../../src/operations/down.ts';
import { up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { virtualClock } from '../support/clock.ts';
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

const wanted = project({
  services: {
    web: { depends_on: { db: once('started') }, volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
    db: {},
    other: {},
  },
  volumes: { data: {} },
});

async function running(images = ['busybox']): Promise<FakeEngine> {
  const engine = fakeEngine({ images });
  await up(wanted, {}, recordedContext(engine));
  engine.calls.length = 0;
  return engine;
}

function names(engine: FakeEngine): string[] {
  return [...engine.containers.values()].map(({ name }) => name).sort();
}

test('grace times pass at once, however many containers take theirs', async () => {
  const services = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`s${index}`, {}]));
  const many = project({ services });
  const waiting = new Set<() => void>();
  const engine = fakeEngine({
    onCall: async method => {
      if (method !== 'stopContainer') return;
      await new Promise<void>(resolve => {
        waiting.add(resolve);
        if (waiting.size === 40) for (const end of waiting) end();
      });
    },
  });
  await up(many, {}, recordedContext(engine));
  await down(many, {}, { ...recordedContext(engine), clock: virtualClock() });
  expect(waiting.size).toBe(40);
});

describe('with the file', () => {
  test('dependents go before what they depend on, and volumes stay', async () => {
    const engine = await running();
    await down(wanted, {}, recordedContext(engine));
    const order = (call: string) => engine.calls.indexOf(call);
    expect(order('removeContainer app-web-1')).toBeLessThan(order('stopContainer app-db-1'));
    expect(engine.calls).toContain('removeNetwork app_default');
    expect((await engine.listVolumes()).map(({ Name }) => Name)).toEqual(['app_data']);
  });

  test('what has ended is told of as stopped, too', async () => {
    const engine = await running();
    for (const { name } of [...engine.containers.values()]) await engine.stopContainer(name);
    engine.calls.length = 0;
    const context = recordedContext(engine);
    await down(wanted, { services: ['other'] }, context);
    expect(context.lines.slice(0, 4)).toEqual(
      ['Stopping', 'Stopped', 'Removing', 'Removed'].map(word => `Container app-other-1 ${word}`),
    );
    expect(engine.calls.filter(call => call.startsWith('stop'))).toEqual([]);
  });

  test('a service that is named goes alone', async () => {
    const engine = await running();
    await down(wanted, { services: ['db'] }, recordedContext(engine));
    expect(names(engine)).toEqual(['app-other-1', 'app-web-1']);
  });

  test('a service that is unknown is a mistake', async () => {
    await expect(down(wanted, { services: ['nope'] }, recordedContext(await running()))).rejects.toThrow(
      'no such service: nope',
    );
  });

  test('nothing there is a warning', async () => {
    const context = recordedContext(fakeEngine());
    await down(project({ networks: {} }), {}, context);
    expect(context.lines).toEqual(['warning: Warning: No resource found to remove for project "app".']);
  });
});

describe('without the file, by the labels of what there is', () => {
  test('all goes, networks too, and volumes when asked for', async () => {
    const engine = await running();
    await down({ name: 'app' }, {}, recordedContext(engine));
    expect(names(engine)).toEqual([]);
    expect(await engine.listNetworks()).toEqual([]);
    expect(await engine.listVolumes()).toHaveLength(1);
    await down({ name: 'app' }, { volumes: true }, recordedContext(engine));
    expect(await engine.listVolumes()).toEqual([]);
  });

  test('dependents go first, as their labels have it', async () => {
    const engine = await running();
    await down({ name: 'app' }, {}, recordedContext(engine));
    const order = (call: string) => engine.calls.indexOf(call);
    expect(order('removeContainer app-web-1')).toBeLessThan(order('stopContainer app-db-1'));
  });

  test('a service that is named goes with all that depend on it', async () => {
    const engine = await running();
    await down({ name: 'app' }, { services: ['db'] }, recordedContext(engine));
    expect(names(engine)).toEqual(['app-other-1']);
  });

  test('another project is left alone', async () => {
    const engine = await running();
    await down({ name: 'other' }, { volumes: true, images: 'all' }, recordedContext(engine));
    expect(engine.calls).toEqual([]);
  });
});

describe('images', () => {
  const mixed = project({ services: { named: { image: 'nginx', pull_policy: 'never' }, web: {} } });
  const labels = { 'com.docker.compose.service': 'web' };

  async function removed(images: 'all' | 'local', target: Parameters<typeof down>[0]): Promise<string[]> {
    const engine = fakeEngine({ images: ['busybox', 'nginx', 'app-web'] });
    engine.listImages = async () => [{ Id: 'a', RepoTags: ['app-web:latest'], Labels: labels }];
    await up(mixed, {}, recordedContext(engine));
    await down(target, { images }, recordedContext(engine));
    return engine.calls.filter(call => call.startsWith('removeImage')).sort();
  }

  test('all: every image of a service, and those that were built for the project', async () => {
    expect(await removed('all', mixed)).toEqual(['removeImage app-web', 'removeImage busybox', 'removeImage nginx']);
  });

  test('local: only those that were built', async () => {
    expect(await removed('local', mixed)).toEqual(['removeImage app-web']);
  });

  test('local without the file: those whose labels say so', async () => {
    expect(await removed('local', { name: 'app' })).toEqual(['removeImage app-web']);
  });
});

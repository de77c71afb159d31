import { describe, expect, test } from 'vitest';
import { logLines } from '../../src/events/log-lines.ts';
import { down } from '../../src/operations/down.ts';
import { stop } from '../../src/operations/stop.ts';
import { up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';

function states(engine: ReturnType<typeof fakeEngine>): string[] {
  return [...engine.containers.values()].map(({ name, state }) => `${name} ${state}`).sort();
}

describe('post_start', () => {
  const services = {
    web: { post_start: [{ command: ['first'] }, { command: ['second'] }] },
    z: { depends_on: { web: once('started') } },
  };

  test('runs in the container between Starting and Started, and what it writes is shown as its own', async () => {
    const engine = fakeEngine();
    const context = recordedContext(engine);
    const logs: string[] = [];
    const emit: typeof context.emit = event => {
      context.emit(event);
      if (event.type === 'log') logs.push(...logLines(event).map(({ line }) => `${event.container} ${line}`));
    };
    await up(project({ services }), {}, { ...context, emit, concurrency: 1 });
    expect(engine.calls.filter(call => /^(start|exec)/.test(call))).toEqual([
      'startContainer app-web-1',
      'exec app-web-1 first',
      'exec app-web-1 second',
      'startContainer app-z-1',
    ]);
    expect(context.lines.filter(line => /Start/.test(line))).toEqual([
      'Container app-web-1 Starting',
      'Container app-web-1 Started',
      'Container app-z-1 Starting',
      'Container app-z-1 Started',
    ]);
    expect(logs).toEqual(['web-1 -> first', 'web-1 -> second']);
  });

  test('that fails ends the run and leaves the container running', async () => {
    const engine = fakeEngine({ behaviours: { web: { exec: { first: 3 } } } });
    const context = recordedContext(engine, { concurrency: 1 });
    await expect(up(project({ services }), {}, context)).rejects.toMatchObject({
      message: 'web hook exited with status 3',
      hint: 'its last line was: first',
    });
    expect(states(engine)).toEqual(['app-web-1 running', 'app-z-1 created']);
    expect(context.lines.filter(line => /Start/.test(line))).toEqual(['Container app-web-1 Starting']);
  });
});

describe('pre_start', () => {
  const wanted = project({
    services: {
      web: {
        scale: 2,
        environment: { A: 'service', B: 'service' },
        pre_start: [{ command: ['prepare'], environment: { B: 'hook' }, user: 'me' }],
      },
    },
  });

  test('runs in a container of its own with the networks, volumes and environment of the service', async () => {
    const engine = fakeEngine({ behaviours: { 'web pre_start': { exitCode: 0 } } });
    const made: unknown[] = [];
    const { createContainer } = engine;
    engine.createContainer = (name, body, options) => {
      if (name.includes('pre_start')) made.push({ name, body });
      return createContainer(name, body, options);
    };
    await up(wanted, {}, recordedContext(engine));
    const [first] = [...engine.containers.values()];
    expect(made).toEqual([
      {
        name: 'app-web-pre_start-0',
        body: expect.objectContaining({
          Image: 'busybox',
          Cmd: ['prepare'],
          User: 'me',
          Env: ['A=service', 'B=hook'],
          Labels: {
            'com.docker.compose.project': 'app',
            'com.docker.compose.service': 'web',
            'com.docker.compose.version': '5.5.0',
            'com.docker.compose.hook': 'pre_start',
          },
          HostConfig: { AutoRemove: false, Privileged: false, VolumesFrom: [first!.id], NetworkMode: 'app_default' },
        }),
      },
    ]);
    expect(states(engine)).toEqual(['app-web-1 running', 'app-web-2 running']);
  });

  test('that fails keeps its container and starts nothing; the next run clears it away', async () => {
    let exitCode = 4;
    const engine = fakeEngine({
      behaviours: {
        'web pre_start': {
          get exitCode() {
            return exitCode;
          },
        },
      },
    });
    await expect(up(wanted, {}, recordedContext(engine))).rejects.toThrow(
      'service "web" pre_start[0] exited with code 4',
    );
    expect(states(engine)).toEqual(['app-web-1 created', 'app-web-2 created', 'app-web-pre_start-0 exited']);
    exitCode = 0;
    await up(wanted, {}, recordedContext(engine));
    expect(states(engine)).toEqual(['app-web-1 running', 'app-web-2 running']);
  });

  test('that is called off leaves no container behind', async () => {
    const controller = new AbortController();
    const engine = fakeEngine({ behaviours: { 'web pre_start': { exitCode: 0 } } });
    engine.waitContainer = () => {
      setImmediate(() => controller.abort());
      return new Promise(() => {});
    };
    const running = up(wanted, {}, recordedContext(engine, { signal: controller.signal }));
    await expect(running).rejects.toMatchObject({ exitCode: 130 });
    expect(states(engine)).toEqual(['app-web-1 created', 'app-web-2 created']);
  });
});

describe('pre_stop', () => {
  const wanted = project({
    services: { web: { pre_stop: [{ command: ['bye'] }], depends_on: { db: once('started') } }, db: {} },
  });

  test.each([
    ['down', (engine: ReturnType<typeof fakeEngine>) => down(wanted, {}, recordedContext(engine))],
    ['a stop', (engine: ReturnType<typeof fakeEngine>) => stop(wanted, {}, recordedContext(engine))],
  ])('comes before the stop of %s', async (_name, run) => {
    const engine = fakeEngine();
    await up(wanted, {}, recordedContext(engine));
    engine.calls.length = 0;
    await run(engine);
    expect(engine.calls.slice(0, 2)).toEqual(['exec app-web-1 bye', 'stopContainer app-web-1']);
  });

  test.each([
    ['down', (engine: ReturnType<typeof fakeEngine>) => down(wanted, {}, recordedContext(engine))],
    ['a stop', (engine: ReturnType<typeof fakeEngine>) => stop(wanted, {}, recordedContext(engine))],
  ])('that fails ends %s, and leaves the container and what it depends on running', async (_name, run) => {
    const engine = fakeEngine({ behaviours: { web: { exec: { bye: 3 } } } });
    await up(wanted, {}, recordedContext(engine));
    await expect(run(engine)).rejects.toThrow('web hook exited with status 3');
    expect(states(engine)).toEqual(['app-db-1 running', 'app-web-1 running']);
  });
});

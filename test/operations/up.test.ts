import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import { down } from '../../src/operations/down.ts';
import { rehearse } from '../../src/operations/rehearse.ts';
import { planUp, up } from '../../src/operations/up.ts';
import { once, project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { recordedContext } from '../support/run.ts';
import { dedent } from '../support/text.ts';

const check = { test: ['CMD', 'true'] };

describe('up', () => {
  test('tells of each step in the words of Docker Compose', async () => {
    const context = recordedContext(fakeEngine());
    const wanted = project({ services: { web: { depends_on: { db: once('healthy') } }, db: { healthcheck: check } } });
    const result = await up(wanted, {}, { ...context, concurrency: 1 });
    expect(context.lines.join('\n')).toBe(dedent`
      Network app_default Creating
      Network app_default Created
      Container app-db-1 Creating
      Container app-db-1 Created
      Container app-db-1 Starting
      Container app-db-1 Started
      Container app-web-1 Creating
      Container app-db-1 Waiting
      Container app-db-1 Healthy
      Container app-web-1 Created
      Container app-web-1 Starting
      Container app-web-1 Started`);
    expect(result).toEqual({
      created: ['app-db-1', 'app-web-1'],
      started: ['app-db-1', 'app-web-1'],
      unchanged: [],
    });
  });

  test('and what follows do without an optional dependency that is not in the project', async () => {
    const engine = fakeEngine();
    const web = { depends_on: { gone: once('healthy', { required: false, restart: true }) } };
    const wanted = project({ services: { web } });
    const { created, started } = await up(wanted, { wait: true }, recordedContext(engine));
    expect([created, started]).toEqual([['app-web-1'], ['app-web-1']]);
    expect((await up(wanted, {}, recordedContext(engine))).unchanged).toEqual(['app-web-1']);
    await down(wanted, {}, recordedContext(engine));
    expect(engine.containers.size).toBe(0);
  });

  test('tells of a recreation as one action', async () => {
    const engine = fakeEngine();
    await up(project({ services: { web: {} } }), {}, recordedContext(engine));
    const context = recordedContext(engine);
    await up(project({ services: { web: { command: ['new'] } } }), {}, context);
    expect(context.lines).toEqual([
      'Container app-web-1 Recreate',
      'Container app-web-1 Recreated',
      'Container app-web-1 Starting',
      'Container app-web-1 Started',
    ]);
    expect([...engine.containers.values()].map(({ name, body, state }) => [name, body.Cmd, state])).toEqual([
      ['app-web-1', ['new'], 'running'],
    ]);
  });

  test('gives a service the container whose network it shares', async () => {
    const engine = fakeEngine();
    await up(project({ services: { vpn: {}, app: { network_mode: 'service:vpn' } } }), {}, recordedContext(engine));
    const [vpn, app] = [...engine.containers.values()];
    expect(app!.body.HostConfig.NetworkMode).toBe(`container:${vpn!.id}`);
  });

  test.each([
    ['cannot share volume with service vpn: container missing', { volumes_from: ['vpn:ro'], pid: 'service:vpn' }],
    ['cannot share network namespace with service vpn: container missing', { network_mode: 'service:vpn' }],
    ['cannot share IPC namespace with service vpn: container missing', { ipc: 'service:vpn' }],
    ['cannot share PID namespace with service vpn: container missing', { pid: 'service:vpn' }],
  ])('%s', async (message, app) => {
    const engine = fakeEngine();
    const left = project({ services: { app }, disabledServices: { vpn: {} } });
    await expect(up(left, {}, recordedContext(engine))).rejects.toThrow(message);
    expect(engine.containers.size).toBe(0);
  });

  test('asks before a changed volume is made anew, and keeps it without consent', async () => {
    const engine = fakeEngine();
    const mount = { volumes: [{ type: 'volume', source: 'data', target: '/data' }] };
    await up(project({ services: { web: mount }, volumes: { data: {} } }), {}, recordedContext(engine));
    const changed = project({ services: { web: mount }, volumes: { data: { labels: { k: '2' } } } });
    const questions: string[] = [];
    const refuse = async (question: string) => questions.push(question) > 99;
    engine.calls.length = 0;
    await up(changed, {}, recordedContext(engine, { confirm: refuse }));
    expect(engine.calls).toEqual([]);
    expect(questions).toEqual([
      'Volume "app_data" exists but doesn\'t match configuration in compose file. Recreate (data will be lost)?',
    ]);
    await up(changed, {}, recordedContext(engine, { confirm: async () => true }));
    expect(engine.calls).toContain('removeVolume app_data');
  });

  test('called off while it pulls, makes nothing', async () => {
    const interrupt = new AbortController();
    const engine = fakeEngine({
      images: [],
      onCall: async method => {
        if (method !== 'pullImage') return;
        interrupt.abort();
        await new Promise(() => {});
      },
    });
    const running = up(project({ services: { web: {} } }), {}, recordedContext(engine, { signal: interrupt.signal }));
    await expect(running).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
    expect([...engine.containers.values()]).toEqual([]);
    expect(engine.calls.filter(call => call.startsWith('create'))).toEqual([]);
  });

  test('calls beforeStart between the last creation and the first start', async () => {
    const engine = fakeEngine();
    const wanted = project({ services: { a: {}, b: {} } });
    const beforeStart = async () => void engine.calls.push('beforeStart');
    await up(wanted, { beforeStart }, recordedContext(engine));
    expect(engine.calls.map(call => call.split(' ')[0])).toEqual([
      'createNetwork',
      'createContainer',
      'createContainer',
      'beforeStart',
      'startContainer',
      'startContainer',
    ]);
  });

  test('refuses what it would have to leave out, before anything is done', async () => {
    const engine = fakeEngine();
    const wanted = project({
      services: { web: { use_api_socket: true }, ai: { models: { llm: null } } },
    });
    await expect(up(wanted, {}, recordedContext(engine))).rejects.toMatchObject({
      diagnostics: [
        { message: 'services.ai.models is not supported yet' },
        { message: 'services.web.use_api_socket is not supported yet' },
      ],
    });
    expect(engine.calls).toEqual([]);
  });

  test('refuses to scale a service that is not there, in the words of Docker Compose', async () => {
    const scaling = up(project({ services: { web: {} } }), { scale: { gone: 1 } }, recordedContext(fakeEngine()));
    await expect(scaling).rejects.toThrow(/^no such service: gone: not found$/);
  });

  test('pulls what is missing', async () => {
    const engine = fakeEngine({ images: [] });
    const context = recordedContext(engine);
    await up(project({ services: { a: {}, b: {} } }), {}, context);
    expect(engine.calls.filter(call => call.startsWith('pull'))).toEqual(['pullImage busybox']);
    expect(context.lines.slice(0, 2)).toEqual(['Image busybox Pulling', 'Image busybox Pulled']);
  });

  test.each([{}, { pull: 'always' }])(
    'leaves alone what an earlier one with %j made of an image that it pulled',
    async pull => {
      const engine = fakeEngine({ images: [] });
      const wanted = project({ services: { a: {}, b: { scale: 2 } } });
      await up(wanted, pull, recordedContext(engine));
      const before = engine.calls.length;
      await up(wanted, pull, recordedContext(engine));
      expect(engine.calls.slice(before)).toEqual('pull' in pull ? ['pullImage busybox'] : []);
    },
  );

  test('recreates what was made of an image that a pull has made another', async () => {
    const engine = fakeEngine();
    const wanted = project({ services: { a: {} } });
    await up(wanted, {}, recordedContext(engine));
    const before = engine.calls.length;
    const { inspectImage } = engine;
    engine.inspectImage = async name => ({ ...(await inspectImage(name)), Id: 'sha256:newer' });
    await up(wanted, { pull: 'always' }, recordedContext(engine));
    expect(engine.calls.slice(before).map(call => call.split(' ')[0])).toEqual([
      'pullImage',
      'createContainer',
      'stopContainer',
      'removeContainer',
      'renameContainer',
      'startContainer',
    ]);
  });

  test('warns of a secret without its file when it makes the container, each time, also in a rehearsal', async () => {
    const engine = fakeEngine();
    const secrets = { s: { name: 'app_s', file: '/none/there' }, v: { name: 'app_v', environment: 'V' } };
    const configs = { c: { name: 'app_c', file: '/none/there' } };
    const wanted = project({
      secrets,
      configs,
      environment: { V: 'x' },
      services: { a: { secrets: [{ source: 's' }, { source: 'v' }], configs: [{ source: 'c' }] }, b: {} },
    });
    const context = recordedContext(engine, { concurrency: 1 });
    const rehearsed = recordedContext(engine);
    await rehearse(await planUp(wanted, {}, rehearsed), rehearsed.emit, wanted);
    await up(wanted, { start: false }, context);
    for (const { lines } of [context, rehearsed]) {
      const [creating, warning, created] = lines.slice(lines.findIndex(line => line.startsWith('Container app-a-1')));
      expect([creating!.split(' ').slice(0, 3).join(' '), warning, created!.split(' ').slice(0, 3).join(' ')]).toEqual([
        'Container app-a-1 Creating',
        'warning: secret file app_s does not exist',
        'Container app-a-1 Created',
      ]);
      expect(lines.filter(line => line.startsWith('warning'))).toHaveLength(1);
    }
  });

  test('twice does nothing the second time, and down leaves nothing', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const serviceInput = fc.record({
      scale: fc.nat({ max: 3 }),
      dependencies: fc.subarray(names),
      shares: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(serviceInput, { minLength: 1, maxLength: 4 }), async inputs => {
        const services = Object.fromEntries(
          inputs.map(({ scale, dependencies, shares }, index) => {
            const before = dependencies.filter(name => names.indexOf(name) < index);
            const parent = shares ? before.find(name => inputs[names.indexOf(name)]!.scale > 0) : undefined;
            const depends_on = Object.fromEntries(before.map(name => [name, once('started')]));
            return [names[index]!, { scale, depends_on, ...(parent ? { network_mode: `service:${parent}` } : {}) }];
          }),
        );
        const engine = fakeEngine();
        const wanted = project({ services });
        await up(wanted, {}, recordedContext(engine));
        expect(await planUp(wanted, {}, recordedContext(engine))).toEqual([]);
        await down({ name: 'app' }, {}, recordedContext(engine));
        expect([...engine.containers.keys()]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('failures', () => {
  const refuse = (call: string) => (method: string, subject: string) => {
    if (`${method} ${subject}` === call) throw new EngineError('refused', 'out of luck', { status: 500 });
  };

  test('cost what depends on them and nothing else; the root is thrown in the words of Docker Compose', async () => {
    const engine = fakeEngine({ onCall: refuse('startContainer app-db-1') });
    const context = recordedContext(engine);
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {}, other: {} } });
    await expect(up(wanted, {}, context)).rejects.toThrow('Error response from daemon: out of luck');
    expect(engine.calls).toContain('startContainer app-other-1');
    expect(engine.calls).not.toContain('startContainer app-web-1');
    expect(context.lines).toContain('Container app-db-1 Error Error response from daemon: out of luck');
  });

  test('to make a network name it, in the words of Docker Compose', async () => {
    const engine = fakeEngine({ onCall: refuse('createNetwork app_default') });
    const context = recordedContext(engine);
    await expect(up(project({ services: { web: {} } }), {}, context)).rejects.toThrow(
      'failed to create network app_default: Error response from daemon: out of luck',
    );
    expect(context.lines).toContain('Network app_default Error Error response from daemon: out of luck');
  });

  test('to make the new container leave the old one running', async () => {
    let failing = false;
    const engine = fakeEngine({
      onCall: method => {
        if (failing && method === 'createContainer') throw new EngineError('refused', 'out of luck', { status: 500 });
      },
    });
    await up(project({ services: { web: {} } }), {}, recordedContext(engine));
    failing = true;
    const changed = project({ services: { web: { command: ['new'] } } });
    await expect(up(changed, {}, recordedContext(engine))).rejects.toThrow('out of luck');
    expect([...engine.containers.values()].map(({ name, state }) => `${name} ${state}`)).toEqual(['app-web-1 running']);
  });
});

describe('waiting', () => {
  const wanted = project({
    services: { web: { depends_on: { db: once('healthy') } }, db: { healthcheck: check } },
  });

  test.each([
    ['unhealthy', { health: 'unhealthy' as const }, 'dependency failed to start: container app-db-1 is unhealthy'],
    ['ended', { exitCode: 5 }, 'dependency failed to start: container app-db-1 exited (5)'],
  ])('for a container that is %s fails its dependents', async (_name, behaviour, message) => {
    const context = recordedContext(fakeEngine({ behaviours: { db: behaviour } }));
    await expect(up(wanted, {}, context)).rejects.toThrow(message);
    expect(context.lines.at(-1)).toBe('Container app-db-1 Error dependency db failed to start');
    expect(context.lines).not.toContain('Container app-web-1 Starting');
  });

  test('for health without a healthcheck fails', async () => {
    const unchecked = project({ services: { web: { depends_on: { db: once('healthy') } }, db: {} } });
    await expect(up(unchecked, {}, recordedContext(fakeEngine()))).rejects.toThrow(
      'dependency failed to start: container app-db-1 has no healthcheck configured',
    );
  });

  test('goes on as soon as the engine tells of health', async () => {
    const engine = fakeEngine({ behaviours: { db: { health: 'starting' } } });
    const context = recordedContext(engine);
    const waiting = up(
      wanted,
      {},
      {
        ...context,
        emit: event => {
          context.emit(event);
          if (context.lines.at(-1) === 'Container app-db-1 Waiting')
            setTimeout(() => engine.setHealth('app-db-1', 'healthy'), 5);
        },
      },
    );
    await waiting;
    expect(context.lines.slice(-3)).toEqual([
      'Container app-db-1 Healthy',
      'Container app-web-1 Starting',
      'Container app-web-1 Started',
    ]);
  });

  test('for a job that fails names its exit code', async () => {
    const job = project({ services: { web: { depends_on: { job: once('completed_successfully') } }, job: {} } });
    const context = recordedContext(fakeEngine({ behaviours: { job: { exitCode: 3 } } }));
    const message = 'service "job" didn\'t complete successfully: exit 3';
    await expect(up(job, {}, context)).rejects.toThrow(message);
    expect(context.lines.at(-1)).toBe(`Container app-job-1 Error ${message}`);
  });

  test('for an optional dependency that fails goes on with a warning', async () => {
    const optional = project({
      services: { web: { depends_on: { hc: once('healthy', { required: false }) } }, hc: { healthcheck: check } },
    });
    const context = recordedContext(fakeEngine({ behaviours: { hc: { health: 'unhealthy' } } }));
    await up(optional, {}, context);
    expect(context.lines.slice(-4)).toEqual([
      'Container app-hc-1 Skipped: optional dependency "hc" failed to start',
      'warning: optional dependency "hc" failed to start: container app-hc-1 is unhealthy',
      'Container app-web-1 Starting',
      'Container app-web-1 Started',
    ]);
  });

  test('ends when its time is over', async () => {
    let now = 0;
    const sleep = async (milliseconds: number) => {
      now += milliseconds;
    };
    const clock = { now: () => now, sleep };
    const slow = project({ services: { a: { healthcheck: check }, b: {} } });
    const context = recordedContext(fakeEngine({ behaviours: { a: { health: 'starting' } } }), { clock });
    await expect(up(slow, { wait: true, waitTimeoutSeconds: 90 }, context)).rejects.toThrow(
      'application not healthy after 1m30s',
    );
  });

  test('gives up on others once one service has failed', async () => {
    const services = { a: { healthcheck: check }, b: { healthcheck: check } };
    const engine = fakeEngine({ behaviours: { a: { health: 'unhealthy' }, b: { health: 'starting' } } });
    await expect(up(project({ services }), { wait: true }, recordedContext(engine))).rejects.toThrow(
      'container app-a-1 is unhealthy',
    );
  });
});

describe('limits', () => {
  test('has no more calls under way than allowed', async () => {
    const engine = fakeEngine();
    const services = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`s${index}`, {}]));
    await up(project({ services }), {}, recordedContext(engine, { concurrency: 3 }));
    expect(engine.peak()).toBe(3);
  });

  test('an abort lets the container in the making be made, and starts no other call', async () => {
    const controller = new AbortController();
    const engine = fakeEngine({
      onCall: async method => {
        if (method !== 'createContainer') return;
        controller.abort();
        await new Promise(resolve => setTimeout(resolve, 20));
      },
    });
    const wanted = project({ services: { a: {}, b: {} } });
    const context = recordedContext(engine, { signal: controller.signal, concurrency: 1 });
    await expect(up(wanted, {}, context)).rejects.toMatchObject({ exitCode: 130 });
    expect([...engine.containers.values()].map(({ name }) => name)).toEqual(['app-a-1']);
    expect(context.lines.at(-1)).toBe('Container app-a-1 Created');
  });

  test('an abort ends a call that takes too long, and starts no other', async () => {
    const controller = new AbortController();
    const hang = new Promise<void>(() => {});
    const engine = fakeEngine({
      onCall: method => {
        if (method !== 'startContainer') return undefined;
        setImmediate(() => controller.abort());
        return hang;
      },
    });
    const wanted = project({ services: { web: { depends_on: { db: once('started') } }, db: {} } });
    const clock = { now: () => 0, sleep: async () => {} };
    await expect(up(wanted, {}, recordedContext(engine, { signal: controller.signal, clock }))).rejects.toMatchObject({
      code: 'interrupted',
      exitCode: 130,
    });
    expect(engine.calls.at(-1)).toBe('startContainer app-db-1');
  });
});

describe('containers of another flavour', () => {
  const asked = async (made: '5' | '2') => {
    const engine = fakeEngine();
    const wanted = project({ services: { web: {} } });
    await up(wanted, { composeVersion: made }, recordedContext(engine));
    const asked: string[] = [];
    const projectAs = async (flavour: string) => {
      asked.push(flavour);
      return wanted;
    };
    await up(wanted, { projectAs }, recordedContext(engine));
    return asked;
  };

  test('have the file read as that flavour does, and only they', async () => {
    expect(await asked('2')).toEqual(['2']);
    expect(await asked('5')).toEqual([]);
  });
});

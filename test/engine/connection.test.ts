import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine-error.ts';
import { type Answer, json, type ServedEngine, serveEngine } from './served-engine.ts';

let served: ServedEngine | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function serve(answer: Answer): Promise<ServedEngine> {
  served = await serveEngine(answer);
  return served;
}

/** Answers lists with nothing, at its own version and below. */
function engineOf(version: string): Answer {
  const minor = Number(version.split('.')[1]);
  return ({ url = '' }, response) => {
    response.setHeader('api-version', version);
    const asked = Number(/^\/v1\.(\d+)\//.exec(url)?.[1] ?? 0);
    if (asked > minor) {
      const message = `client version 1.${asked} is too new. Maximum supported API version is ${version}`;
      return json(response, { message }, 400);
    }
    return url === '/_ping' ? void response.end('OK') : json(response, []);
  };
}

describe('the version of the API', () => {
  test('is ours at once where the engine knows it', async () => {
    const { engine, requests } = await serve(engineOf('1.51'));
    await engine.listContainers();
    expect(requests).toEqual(['GET /v1.51/containers/json?all=true']);
  });

  test('is ours where the engine is newer', async () => {
    const { engine, requests } = await serve(engineOf('1.60'));
    expect(await engine.apiVersion()).toBe('1.51');
    await engine.listNetworks();
    expect(requests).toEqual(['GET /_ping', 'GET /v1.51/networks']);
  });

  test('is asked for once where the engine is older', async () => {
    const { engine, requests } = await serve(engineOf('1.41'));
    await Promise.all([engine.listContainers(), engine.listNetworks()]);
    await engine.listNetworks();
    expect(await engine.apiVersion()).toBe('1.41');
    expect(requests.slice(0, 3).toSorted()).toEqual([
      'GET /_ping',
      'GET /v1.51/containers/json?all=true',
      'GET /v1.51/networks',
    ]);
    expect(requests.slice(3).toSorted()).toEqual([
      'GET /v1.41/containers/json?all=true',
      'GET /v1.41/networks',
      'GET /v1.41/networks',
    ]);
  });

  test('is asked for before a body that can be sent only once', async () => {
    const { engine, requests } = await serve(({ url }, response) => {
      response.setHeader('api-version', '1.41');
      response.end(url === '/_ping' ? 'OK' : '{"aux":{"ID":"sha256:1"}}\n');
    });
    const context = Readable.from([Buffer.from('tar')]);
    await engine.buildImage({ context, dockerfile: 'Dockerfile', tags: [], onOutput: () => {} });
    expect(requests).toEqual(['GET /_ping', 'POST /v1.41/build?dockerfile=Dockerfile&rm=true&forcerm=true']);
  });

  test('is DOCKER_API_VERSION, whatever the engine says', async () => {
    const { connect, requests } = await serve(engineOf('1.41'));
    const engine = connect({ DOCKER_API_VERSION: '1.45' });
    expect(await engine.apiVersion()).toBe('1.45');
    await expect(engine.listContainers()).rejects.toThrow('client version 1.45 is too new');
    expect(requests).toEqual(['GET /v1.45/containers/json?all=true']);
  });

  test('is asked for again where the engine failed to say it', async () => {
    let failures = 1;
    const { engine } = await serve((request, response) =>
      failures-- > 0 ? void response.destroy() : engineOf('1.41')(request, response, ''),
    );
    await expect(engine.apiVersion()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await engine.apiVersion()).toBe('1.41');
  });

  test('is not to blame for every mistake', async () => {
    const { engine, requests } = await serve(({ url }, response) =>
      url === '/_ping' ? void response.end('OK') : json(response, { message: 'invalid name' }, 400),
    );
    await expect(engine.createVolume({ Name: '?' })).rejects.toMatchObject({
      kind: 'refused',
      message: 'invalid name',
    });
    expect(requests.filter(request => request.startsWith('POST'))).toHaveLength(1);
  });
});

describe('a call', () => {
  test('keeps query and body apart, and gives all of the answer', async () => {
    const { engine, requests } = await serve((_, response, body) => json(response, { Id: body, Warnings: null }, 201));
    const made = await engine.createContainer('web-1', { Image: 'app', HostConfig: {} }, { platform: 'linux/arm64' });
    expect(requests).toEqual(['POST /v1.51/containers/create?name=web-1&platform=linux%2Farm64']);
    expect(made).toEqual({ Id: '{"Image":"app","HostConfig":{}}', Warnings: [] });
  });

  test('sends its filters as JSON', async () => {
    const { engine, requests } = await serve((_, response) => json(response, { Volumes: null }));
    expect(await engine.listVolumes({ labels: ['a=b'], names: ['v'] })).toEqual([]);
    expect(new URL(requests[0]!.slice(4), 'http://x').searchParams.get('filters')).toBe(
      '{"label":["a=b"],"name":["v"]}',
    );
  });

  test('that finds the container as it should be has succeeded', async () => {
    const { engine, requests } = await serve((_, response) => void response.writeHead(304).end());
    await engine.stopContainer('x', { timeoutSeconds: 0 });
    expect(requests).toEqual(['POST /v1.51/containers/x/stop?t=0']);
  });

  test('does not let a name out of its place', async () => {
    const { engine, requests } = await serve((_, response) => json(response, {}));
    await engine.inspectContainer('../networks?x');
    await engine.inspectImage('reg:5000/team/app:1@sha256:0?x');
    expect(requests).toEqual([
      'GET /v1.51/containers/..%2Fnetworks%3Fx/json',
      'GET /v1.51/images/reg:5000/team/app:1@sha256:0%3Fx/json',
    ]);
  });

  test.each(['BAD//:x', '../containers', 'a/./b', '/'])(
    'is refused for %s, which is no path of an image',
    async name => {
      const { engine, requests } = await serve((_, response) => json(response, {}));
      await expect(engine.inspectImage(name)).rejects.toMatchObject({ message: 'invalid reference format' });
      expect(requests).toEqual([]);
    },
  );

  test('to nobody says that nobody is there', async () => {
    const { connect } = await serve(() => {});
    const engine = connect({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    await expect(engine.version()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('unix:///nowhere'),
    });
  });
});

describe('a stream', () => {
  const event = { Type: 'container', Action: 'start', Actor: { ID: 'x', Attributes: {} }, time: 1 };
  const text = JSON.stringify(event).replace(/}$/, ',"timeNano":1767323045123456789}');

  test('is read line by line, wherever it is cut', async () => {
    const { engine } = await serve((_, response) => {
      const both = `${text}\n${text}\n`;
      response.write(both.slice(0, 30));
      setTimeout(() => response.end(both.slice(30)), 10);
    });
    const seen: unknown[] = [];
    for await (const one of engine.events({ signal: new AbortController().signal })) seen.push(one);
    const whole = { ...event, timeNano: 1_767_323_045_123_456_789n };
    expect(seen).toEqual([whole, whole]);
  });

  test('ends quietly by its signal, and hangs up', async () => {
    let hungUp: Promise<unknown> | undefined;
    const { engine } = await serve((_, response) => {
      hungUp = once(response, 'close');
      response.write(`${text}\n`);
    });
    const stop = new AbortController();
    for await (const _ of engine.events({ signal: stop.signal })) stop.abort();
    await hungUp;
  });

  test('hangs up when nobody reads on', async () => {
    let hungUp: Promise<unknown> | undefined;
    const { engine } = await serve((_, response) => {
      hungUp = once(response, 'close');
      response.write(Buffer.from('\x01\0\0\0\0\0\0\x02hi'));
    });
    for await (const { data } of engine.logs('x', { tty: false, follow: true })) {
      expect(data.toString()).toBe('hi');
      break;
    }
    await hungUp;
  });

  test('that breaks is an error of the engine', async () => {
    const { engine } = await serve((_, response) => {
      response.write(`${text}\n`);
      setTimeout(() => response.destroy(), 10);
    });
    const reading = (async () => {
      for await (const _ of engine.events({ signal: new AbortController().signal }));
    })();
    await expect(reading).rejects.toMatchObject({ name: 'EngineError', kind: 'unreachable' });
  });

  test('is not asked for when it is aborted before', async () => {
    const { engine, requests } = await serve(() => {});
    for await (const _ of engine.events({ signal: AbortSignal.abort() })) expect.unreachable();
    expect(requests).toEqual([]);
  });

  test('leaves room for other calls, however many there are', async () => {
    const { engine } = await serve(({ url = '' }, response) => {
      if (url.includes('/logs')) response.write(Buffer.from('\x01\0\0\0\0\0\0\x02hi'));
      else json(response, []);
    });
    const streams = Array.from({ length: 40 }, (_, index) =>
      engine.logs(`${index}`, { tty: false })[Symbol.asyncIterator](),
    );
    await Promise.all(streams.map(stream => stream.next()));
    expect(await engine.listContainers()).toEqual([]);
    await Promise.all(streams.map(stream => stream.return?.()));
  });
});

describe('a pull', () => {
  test('tells its steps', async () => {
    const { engine, requests } = await serve((_, response) => {
      response.write(
        '{"status":"Pulling from library/app","id":"1"}\n{"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"abc"}\n',
      );
      response.end('{"status":"Status: Downloaded newer image"}\n');
    });
    const steps: unknown[] = [];
    await engine.pullImage('app', { platform: 'linux/amd64', onProgress: step => steps.push(step) });
    expect(requests).toEqual(['POST /v1.51/images/create?fromImage=app&tag=latest&platform=linux%2Famd64']);
    expect(steps).toEqual([
      { id: '1', status: 'Pulling from library/app' },
      { id: 'abc', status: 'Downloading', current: 1, total: 2 },
      { status: 'Status: Downloaded newer image' },
    ]);
  });

  test('that fails on the way is refused', async () => {
    const { engine } = await serve((_, response) => {
      response.end('{"status":"Pulling"}\n{"error":"denied","errorDetail":{"message":"access denied for app"}}\n');
    });
    const failed = await engine.pullImage('app').catch(error => error);
    expect(failed).toBeInstanceOf(EngineError);
    expect(failed).toMatchObject({ kind: 'refused', message: 'access denied for app' });
  });
});

describe('a push', () => {
  test('names the tag apart, and has the header even when there is nothing to tell', async () => {
    const auths: unknown[] = [];
    const { engine, requests } = await serve((request, response) => {
      auths.push(request.headers['x-registry-auth']);
      response.end('{"status":"Preparing","progressDetail":{},"id":"abc"}\n{"aux":{"Tag":"2"}}\n');
    });
    const steps: unknown[] = [];
    await engine.pushImage('reg.example:5000/team/app:2', { onProgress: step => steps.push(step) });
    await engine.pushImage('app');
    expect(requests).toEqual([
      'POST /v1.51/images/reg.example:5000/team/app/push?tag=2',
      'POST /v1.51/images/app/push?tag=latest',
    ]);
    expect(auths).toEqual(['e30=', 'e30=']);
    expect(steps).toEqual([{ id: 'abc', status: 'Preparing' }]);
  });

  test('that fails on the way is refused', async () => {
    const { engine } = await serve((_, response) =>
      response.end('{"errorDetail":{"message":"denied"},"error":"denied"}\n'),
    );
    await expect(engine.pushImage('app')).rejects.toMatchObject({ kind: 'refused', message: 'denied' });
  });
});

test('a registry is asked through the engine', async () => {
  const descriptor = { mediaType: 'application/vnd.oci.image.index.v1+json', digest: 'sha256:0ab', size: 3 };
  const { engine, requests } = await serve((_, response) => json(response, { Descriptor: descriptor }));
  expect(await engine.inspectDistribution('reg.example:5000/team/app:2')).toEqual({ Descriptor: descriptor });
  expect(requests).toEqual(['GET /v1.51/distribution/reg.example:5000/team/app:2/json']);
});

describe('over ssh', () => {
  test('the program of the system makes the connections', async () => {
    const { connect, sshProgram, requests } = await serve(engineOf('1.51'));
    const engine = connect(sshProgram());
    await engine.listContainers();
    await Promise.all([engine.listNetworks(), engine.listContainers()]);
    expect(requests).toHaveLength(3);
  });

  test('the program says why it failed', async () => {
    const { connect, sshProgram } = await serve(engineOf('1.51'));
    const engine = connect({ ...sshProgram(), DOCKER_HOST: 'ssh://elsewhere' });
    await expect(engine.listContainers()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(
        /\[ssh .* -- elsewhere docker .* exit status 255, .* stderr=ssh: strange arguments$/,
      ),
    });
  });

  test('without the program there is no connection', async () => {
    const { connect } = await serve(engineOf('1.51'));
    const engine = connect({ PATH: '/nowhere', DOCKER_HOST: 'ssh://elsewhere' });
    await expect(engine.listContainers()).rejects.toThrow("can't start ssh");
  });
});

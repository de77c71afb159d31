import { EventEmitter } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Duplex, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { buildOutput } from '../../src/engine/build-output.ts';
import { openBuildKitSession } from '../../src/engine/buildkit-session.ts';
import type { Connection } from '../../src/engine/connection.ts';
import { protobufFields, protobufText } from '../../src/engine/protobuf.ts';
import type { EngineRequest } from '../../src/engine/request.ts';
import { json, serveEngine } from './served-engine.ts';

type Field = readonly [number: number, value: string | number | Buffer];

function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'string') return protobufText(number, value);
      if (typeof value === 'number') return Buffer.from([number * 8, value]);
      return Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value]);
    }),
  );
}

const time = (seconds: number) => message([1, seconds]);
const trace = (...fields: readonly Field[]) => ({
  id: 'moby.buildkit.trace',
  aux: message(...fields).toString('base64'),
});

function linesOf(...messages: readonly Parameters<ReturnType<typeof buildOutput>['add']>[0][]): string[] {
  const lines: string[] = [];
  const output = buildOutput(line => lines.push(line));
  for (const one of messages) output.add(one);
  return lines;
}

describe('the output of BuildKit', () => {
  const begun = message([1, 'a'], [3, '[1/2] RUN make'], [5, time(10)]);
  const ended = message([1, 'a'], [3, '[1/2] RUN make'], [5, time(10)], [6, time(12)]);

  test('tells a step, what it prints, and how long it took', () => {
    const log = message([1, 'a'], [2, time(11)], [4, 'one\ntwo\n']);
    expect(linesOf(trace([1, begun]), trace([3, log]), trace([1, ended]), trace([1, ended]))).toEqual([
      '#1 [1/2] RUN make',
      '#1 1.00 one',
      '#1 1.00 two',
      '#1 DONE 2.0s',
    ]);
  });

  test('numbers steps by their beginning, and passes over those that wait', () => {
    const waiting = message([1, 'b'], [3, 'later']);
    const cached = message([1, 'c'], [3, 'COPY . .'], [4, 1], [5, time(1)], [6, time(1)]);
    expect(linesOf(trace([1, waiting]), trace([1, begun]), trace([1, cached]))).toEqual([
      '#1 [1/2] RUN make',
      '#2 COPY . .',
      '#2 CACHED',
    ]);
  });

  test('tells why a step failed', () => {
    const failed = message([1, 'a'], [3, 'RUN false'], [5, time(1)], [6, time(1)], [7, 'exit code: 1']);
    expect(linesOf(trace([1, failed]))).toEqual(['#1 RUN false', '#1 ERROR: exit code: 1']);
  });

  test('tells each part of a step once', () => {
    const part = message([1, 'exporting layers'], [2, 'a'], [8, time(12)]);
    expect(linesOf(trace([1, begun]), trace([2, part]), trace([2, part]))).toEqual([
      '#1 [1/2] RUN make',
      '#1 exporting layers done',
    ]);
  });
});

test('the output of the classic builder is cut into lines', () => {
  expect(linesOf({ stream: 'Step 1/2 : FROM a' }, { stream: '\n ---> 12' }, { stream: '34\n\n' })).toEqual([
    'Step 1/2 : FROM a',
    ' ---> 1234',
  ]);
});

describe('a build', () => {
  const options = { dockerfile: 'docker/Dockerfile', tags: ['a:1', 'a:2'], onOutput: () => {} };

  test('by the classic builder sends its options, and says who we are to the registries', async () => {
    let asked: { url: URL; registries: unknown } | undefined;
    const served = await serveEngine(({ url = '', headers }, response) => {
      if (url.startsWith('/v')) {
        const registries = Buffer.from(String(headers['x-registry-config']), 'base64url').toString();
        asked = { url: new URL(url, 'http://x'), registries: JSON.parse(registries) };
      }
      response.end(url === '/_ping' ? 'OK' : '{"stream":"Step\\n"}\n{"aux":{"ID":"sha256:12"}}\n');
    });
    try {
      const built = await served.engine.buildImage({
        ...options,
        context: Readable.from([Buffer.from('tar')]),
        args: { A: 'b', UNSET: null },
        labels: { l: 'x' },
        target: 'prod',
        noCache: true,
        networkMode: 'host',
        extraHosts: ['h:1.2.3.4', 'i:5.6.7.8'],
        shmSize: 1024,
        cacheFrom: ['a:0'],
      });
      expect(built).toEqual({ imageId: 'sha256:12' });
    } finally {
      await served.close();
    }
    expect(asked?.registries).toEqual({});
    expect([...asked!.url.searchParams]).toEqual([
      ['dockerfile', 'docker/Dockerfile'],
      ['t', 'a:1'],
      ['t', 'a:2'],
      ['buildargs', '{"A":"b","UNSET":null}'],
      ['labels', '{"l":"x"}'],
      ['target', 'prod'],
      ['nocache', 'true'],
      ['networkmode', 'host'],
      ['extrahosts', 'h:1.2.3.4'],
      ['extrahosts', 'i:5.6.7.8'],
      ['shmsize', '1024'],
      ['cachefrom', '["a:0"]'],
      ['rm', 'true'],
      ['forcerm', 'true'],
    ]);
  });

  test('that fails in a command tells its exit code', async () => {
    const failure = { errorDetail: { code: 3, message: "The command 'x' returned a non-zero code: 3" }, error: 'x' };
    const served = await serveEngine((_, response) => json(response, failure));
    const context = Readable.from([Buffer.from('tar')]);
    await expect(served.engine.buildImage({ ...options, context })).rejects.toMatchObject({
      message: failure.errorDetail.message,
      exitCode: 3,
    });
    await served.close();
  });

  test('that gives no image is an error', async () => {
    const served = await serveEngine((_, response) => json(response, {}));
    const context = Readable.from([Buffer.from('tar')]);
    await expect(served.engine.buildImage({ ...options, context })).rejects.toThrow('without an image');
    await served.close();
  });
});

describe("BuildKit's questions", () => {
  const auth = { username: 'me', password: 'secret', serveraddress: 'x' };

  test('for credentials are answered by registry', async () => {
    const { ask, request, close } = await session({
      'docker.io': auth,
      'token.io': { identitytoken: 'token', serveraddress: 'x' },
    });
    const credentials = (host: string) => ask('/moby.filesync.v1.Auth/Credentials', protobufText(1, host));
    expect(await credentials('registry-1.docker.io')).toEqual({ status: '0', fields: { 1: 'me', 2: 'secret' } });
    expect(await credentials('token.io')).toEqual({ status: '0', fields: { 1: '', 2: 'token' } });
    expect(await credentials('unknown.io')).toEqual({ status: '0', fields: {} });
    expect(request.headers).toMatchObject({
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Grpc-Method': expect.arrayContaining(['/moby.filesync.v1.Auth/Credentials']),
    });
    close();
  });

  test('whether we are still here are answered, and others are not', async () => {
    const { ask, close } = await session({});
    expect(await ask('/grpc.health.v1.Health/Check', Buffer.alloc(0))).toEqual({ status: '0', fields: { 1: '1' } });
    expect(await ask('/moby.sshforward.v1.SSH/CheckAgent', Buffer.alloc(0))).toEqual({ status: '12', fields: {} });
    close();
  });
});

/** A session whose other end is a gRPC client of ours in the engine's place. */
async function session(
  known: Readonly<
    Record<string, { serveraddress: string; username?: string; password?: string; identitytoken?: string }>
  >,
) {
  const [ours, theirs] = duplexPair();
  let request: EngineRequest | undefined;
  const connection = {
    call: async (_: string, made: EngineRequest) => {
      request = made;
      return ours;
    },
  } as unknown as Connection;
  const credentials = { find: async (registry: string) => known[registry], all: async () => ({}) };
  const opened = await openBuildKitSession(connection, credentials);
  const client = connect('http://engine', { createConnection: () => theirs });
  client.on('error', () => {});
  return {
    ask: (path: string, body: Buffer) => ask(client, path, body),
    request: request!,
    close: () => {
      client.destroy();
      opened.close();
    },
  };
}

async function ask(client: ClientHttp2Session, path: string, body: Buffer) {
  const stream = client.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
  let status: unknown;
  stream.on('trailers', trailers => {
    status = trailers['grpc-status'];
  });
  const length = Buffer.alloc(5);
  length.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([length, body]));
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  const fields = [...protobufFields(Buffer.concat(pieces).subarray(5))].map(([number, value]) => [
    number,
    String(value),
  ]);
  return { status, fields: Object.fromEntries(fields) };
}

function duplexPair(): [Duplex, Duplex] {
  const bus = new EventEmitter();
  const side = (mine: string, other: string): Duplex => {
    const duplex: Duplex = new Duplex({
      read: () => {},
      write: (chunk, _, done) => done(void bus.emit(other, chunk)),
      final: done => done(void bus.emit(other, null)),
    });
    bus.on(mine, chunk => duplex.push(chunk));
    return duplex;
  };
  return [side('a', 'b'), side('b', 'a')];
}

import { afterEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
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

const ping: Answer = (_, response) => response.end('OK');

async function readLog(engine: Engine, signal?: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const { data } of engine.logs('x', { tty: true, ...(signal && { signal }) })) pieces.push(data);
  return Buffer.concat(pieces);
}

describe('a log that has an end', () => {
  test('comes whole and as it is, however it is cut, and without chunks', async () => {
    const log = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 7919) % 251));
    const versions: string[] = [];
    const { engine, requests } = await serve((request, response, body) => {
      if (request.url === '/_ping') return ping(request, response, body);
      versions.push(request.httpVersion);
      for (let from = 0; from < log.length; from += 999) response.write(log.subarray(from, from + 999));
      response.end();
    });
    expect((await readLog(engine)).equals(log)).toBe(true);
    expect(versions).toEqual(['1.0']);
    expect(requests).toEqual(['GET /v1.51/containers/x/logs?stdout=true&stderr=true', 'GET /_ping']);
  });

  test('may be empty', async () => {
    const { engine } = await serve((_, response) => response.end());
    expect(await readLog(engine)).toEqual(Buffer.alloc(0));
  });

  test("is refused in the engine's words", async () => {
    const { engine } = await serve((_, response) => json(response, { message: 'No such container: x' }, 404));
    await expect(readLog(engine)).rejects.toMatchObject({ kind: 'not-found', message: 'No such container: x' });
  });

  test('is asked for again of an older engine, in its version', async () => {
    const { engine } = await serve(({ url = '' }, response) => {
      response.setHeader('api-version', '1.41');
      if (url.startsWith('/v1.51/')) json(response, { message: 'client version 1.51 is too new' }, 400);
      else response.end(url === '/_ping' ? 'OK' : `of ${url.slice(0, 6)}`);
    });
    expect((await readLog(engine)).toString()).toBe('of /v1.41');
  });

  test('fails when the engine goes away in its midst', async () => {
    const { engine } = await serve(({ url }, response) => {
      if (url === '/_ping') response.destroy();
      else response.write('first', () => response.destroy());
    });
    await expect(readLog(engine)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('fails when what answers is no engine', async () => {
    const { engine } = await serve((_, response) => response.socket?.end('hello\r\n\r\n'));
    await expect(readLog(engine)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('ends when it is called off', async () => {
    const controller = new AbortController();
    const { engine } = await serve((_, response) => {
      response.write('first', () => controller.abort());
    });
    expect((await readLog(engine, controller.signal)).length).toBeLessThanOrEqual(5);
  });
});

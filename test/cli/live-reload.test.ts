import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type LiveReload, openLiveReload } from '../../src/cli/live-reload.ts';

const now = () => new Date('2026-01-02T03:04:05.678Z');
const updated = { type: 'watch', step: 'updated', services: ['api'] } as const;

async function serving(scenario: (server: LiveReload) => Promise<void>): Promise<void> {
  const server = await openLiveReload(0, now);
  try {
    await scenario(server);
  } finally {
    server.close();
  }
}

interface Answer {
  readonly status: number | undefined;
  readonly allowed: string | undefined;
  readonly type: string | undefined;
}

/** Any header may be sent, `Host` as well. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url.replace('localhost', '127.0.0.1'), { headers, method }, response => {
      const { 'access-control-allow-origin': allowed, 'content-type': type } = response.headers;
      resolve({ status: response.statusCode, allowed, type });
      response.destroy();
    })
      .once('error', reject)
      .end();
  });
}

describe('the server for pages', () => {
  test('must send each listener what happens from then on, and let go of it at the end', () =>
    serving(async server => {
      const response = await fetch(`${server.url.replace('localhost', '127.0.0.1')}/events`);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const until = async (end: string) => {
        while (!text.endsWith(end)) text += (await reader.read()).value;
      };
      await until('retry: 500\n\n');
      server.emit(updated);
      server.emit({ type: 'watch', step: 'enabled' });
      await until('"service":"api","time":"2026-01-02T03:04:05.678Z"}\n\n');
      server.close();
      await expect(reader.read()).rejects.toThrow();
    }));

  test.each(['http://localhost:5173', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'https://app.localhost'])(
    'must let a page of %s listen',
    origin =>
      serving(async ({ url }) => {
        expect(await ask(`${url}/events`, { origin })).toEqual({
          status: 200,
          allowed: origin,
          type: 'text/event-stream',
        });
      }),
  );

  test.each(['https://example.com', 'http://localhost.example.com', 'http://localhost@example.com', 'null'])(
    'must not let a page of %s listen',
    origin =>
      serving(async ({ url }) => {
        expect(await ask(`${url}/events`, { origin })).toMatchObject({ status: 403, allowed: undefined });
      }),
  );

  test('must not answer to a name that somebody else has given to this machine', () =>
    serving(async ({ url }) => {
      expect(await ask(`${url}/events`, { host: 'attacker.example' })).toMatchObject({ status: 403 });
    }));

  test('must know its two paths only, and only to be read', () =>
    serving(async ({ url }) => {
      expect(await ask(`${url}/reload.js?services=api`)).toMatchObject({ status: 200 });
      expect(await ask(`${url}/`)).toMatchObject({ status: 404 });
      expect(await ask(`${url}/events`, {}, 'POST')).toMatchObject({ status: 405 });
    }));

  test('must say so when its port is taken', () =>
    serving(async ({ url }) => {
      const port = Number(new URL(url).port);
      await expect(openLiveReload(port, now)).rejects.toThrow(
        `--live-reload: port ${port} of 127.0.0.1 can't be had: another program has it`,
      );
    }));
});

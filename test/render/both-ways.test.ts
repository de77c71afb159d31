import { expect, test } from 'vitest';
import type { WatchStep } from '../../src/events/event.ts';
import { watchRenderer } from '../../src/render/watch.ts';

test.each<[WatchStep, string]>([
  [
    { step: 'brought', service: 'web', container: 'web-1', written: 2, removed: 1 },
    'out: ⦿ Brought 3 changes of web-1 to this host\n',
  ],
  [
    {
      step: 'conflict',
      service: 'web',
      container: 'web-1',
      path: '/src/a',
      kept: '/src/a.conflict-web-20260102T030405Z',
    },
    'err: time="1970-01-01T00:00:00Z" level=warning msg="/src/a was changed here and in web-1: yours stays, that of the container is kept as /src/a.conflict-web-20260102T030405Z"\n',
  ],
  [
    { step: 'unreadable', service: 'web', files: [{ path: '/src/a', message: 'EACCES: permission denied' }] },
    'err: time="1970-01-01T00:00:00Z" level=warning msg="web is not in sync: /src/a can\'t be read: EACCES: permission denied; it is sent once it can"\n',
  ],
])('%o is told of', (step, line) => {
  const written: string[] = [];
  const sinks = {
    stdout: (text: string | Uint8Array) => written.push(`out: ${text}`),
    stderr: (text: string | Uint8Array) => written.push(`err: ${text}`),
  };
  const renderer = watchRenderer(sinks, { mark: '⦿ ', now: () => new Date(0) });
  renderer.emit({ type: 'watch', ...step });
  expect(written.join('')).toBe(line);
});

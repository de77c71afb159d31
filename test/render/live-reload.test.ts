import { describe, expect, test } from 'vitest';
import type { ComposeEvent, WatchStep } from '../../src/events/event.ts';
import { renderLiveReload } from '../../src/render/live-reload.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const time = '"time":"2026-01-02T03:04:05.678Z"';
const synced = { service: 'web', containers: ['web-1', 'web-2'], sent: 2, removed: 1, milliseconds: 12 };
const failed = { services: ['api'], message: 'what it said: the password' };

describe('what pages are told', () => {
  test.each<[WatchStep, string]>([
    [{ step: 'synced', ...synced }, `event: synced\ndata: {"service":"web","files":3,"ms":12,${time}}\n\n`],
    [
      { step: 'updated', services: ['api', 'web'] },
      `event: updated\ndata: {"service":"api",${time}}\n\nevent: updated\ndata: {"service":"web",${time}}\n\n`,
    ],
    [{ step: 'restarted', services: ['api'] }, `event: restarted\ndata: {"service":"api",${time}}\n\n`],
    [{ step: 'rebuilding', services: ['api'] }, `event: rebuilding\ndata: {"service":"api",${time}}\n\n`],
    [{ step: 'rebuilt', services: ['api'] }, `event: rebuilt\ndata: {"service":"api",${time}}\n\n`],
    [{ step: 'failed', ...failed }, `event: failed\ndata: {"service":"api",${time}}\n\n`],
    [
      { step: 'sync-failed', service: 'api', container: 'api-1', message: 'no', retryMilliseconds: 1000 },
      `event: sync-failed\ndata: {"service":"api",${time}}\n\n`,
    ],
    [
      { step: 'unreadable', service: 'api', files: [{ path: '/src/key', message: 'EACCES' }] },
      `event: unreadable\ndata: {"service":"api",${time}}\n\n`,
    ],
    [{ step: 'syncing', service: 'web', changes: 1 }, ''],
    [{ step: 'output', service: 'web', container: 'web-1', stream: 'stdout', line: 'a secret' }, ''],
  ])('%o', (step, text) => {
    expect(renderLiveReload({ type: 'watch', ...step }, now)).toBe(text);
  });

  test('nothing of what else happens', () => {
    const notice: ComposeEvent = { type: 'notice', level: 'info', message: 'updated' };
    expect(renderLiveReload(notice, now)).toBe('');
  });
});

import { describe, expect, test } from 'vitest';
import type { ComposeEvent } from '../../src/events/event.ts';
import { jsonRenderer } from '../../src/render/json.ts';
import { plainRenderer } from '../../src/render/plain.ts';
import { quietRenderer } from '../../src/render/quiet.ts';
import type { Renderer, Sinks } from '../../src/render/renderer.ts';

const now = () => new Date('2026-01-02T03:04:05.678Z');
const events: readonly ComposeEvent[] = [
  { type: 'progress', kind: 'Network', name: 'app_default', status: 'Working', text: 'Creating' },
  { type: 'progress', kind: 'Container', name: 'app-web-1', status: 'Error', text: 'Error', details: 'is unhealthy' },
  {
    type: 'progress',
    kind: 'Image',
    name: 'a1b2',
    parent: 'Image busybox',
    status: 'Working',
    text: 'Downloading',
    current: 5,
    total: 20,
  },
  {
    type: 'progress',
    kind: 'Compose',
    name: '',
    status: 'Working',
    text: 'Stopping',
    details: 'Aborting on container exit...',
  },
  { type: 'build', image: 'app-web', line: 'Step 1/2 : FROM busybox' },
  { type: 'notice', level: 'warning', message: 'orphans: "a"' },
  { type: 'log', service: 'web', container: 'web-1', stream: 'stdout', line: 'no progress' },
];

function written(open: (sinks: Sinks) => Renderer): { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' };
  const renderer = open({
    stdout: piece => {
      text.stdout += piece;
    },
    stderr: piece => {
      text.stderr += piece;
    },
  });
  for (const event of events) renderer.emit(event);
  renderer.end();
  return text;
}

describe('progress goes to standard error', () => {
  test('as lines, without the layers of images', () => {
    expect(written(sinks => plainRenderer(sinks, { now }))).toEqual({
      stdout: '',
      stderr: [
        ' Network app_default Creating ',
        ' Container app-web-1 Error is unhealthy',
        ' Compose Stopping Aborting on container exit...',
        'Step 1/2 : FROM busybox',
        'time="2026-01-02T03:04:05Z" level=warning msg="orphans: \\"a\\""',
        '',
      ].join('\n'),
    });
  });

  test('as lines, without the steps that are hidden', () => {
    const { stderr } = written(sinks => plainRenderer(sinks, { now, hide: event => event.text === 'Creating' }));
    expect(stderr).not.toContain('Creating');
    expect(stderr).toContain(' Container app-web-1 Error is unhealthy\n');
  });

  test('as JSON, an object a line', () => {
    const { stdout, stderr } = written(sinks => jsonRenderer(sinks, now));
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      '{"id":"Network app_default","status":"Working","text":"Creating"}',
      '{"id":"Container app-web-1","status":"Error","text":"Error","details":"is unhealthy"}',
      '{"id":"a1b2","parent_id":"Image busybox","status":"Working","text":"Downloading","current":5,"total":20,"percent":25}',
      '{"id":"Compose","status":"Working","text":"Stopping","details":"Aborting on container exit..."}',
      '{"id":"Image app-web","status":"Working","text":"Building","details":"Step 1/2 : FROM busybox"}',
      '{"level":"warning","msg":"orphans: \\"a\\"","time":"2026-01-02T03:04:05Z"}',
      '',
    ]);
  });

  test('quietly: warnings only', () => {
    expect(written(sinks => quietRenderer(sinks, now)).stderr).toBe(
      'time="2026-01-02T03:04:05Z" level=warning msg="orphans: \\"a\\""\n',
    );
  });
});

import { describe, expect, test } from 'vitest';
import type { ComposeEvent } from '../../src/events/event.ts';
import { jsonRenderer } from '../../src/render/json.ts';
import { plainRenderer } from '../../src/render/plain.ts';
import { quietRenderer } from '../../src/render/quiet.ts';
import type { ProgressSinks, Renderer } from '../../src/render/renderer.ts';

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
  { type: 'build', image: 'app-web', service: 'web', line: 'Step 1/2 : FROM busybox' },
  { type: 'notice', level: 'warning', message: 'orphans: "a"' },
  { type: 'log', service: 'web', container: 'web-1', stream: 'stdout', data: Buffer.from('no progress\n') },
];

function written(open: (sinks: ProgressSinks) => Renderer): { progress: string; stderr: string } {
  const text = { progress: '', stderr: '' };
  const renderer = open({
    progress: piece => {
      text.progress += piece;
    },
    stderr: piece => {
      text.stderr += piece;
    },
  });
  for (const event of events) renderer.emit(event);
  renderer.end();
  return text;
}

describe('progress is told apart from warnings', () => {
  const warning = 'time="2026-01-02T03:04:05Z" level=warning msg="orphans: \\"a\\""\n';

  test('as lines, without the layers of images', () => {
    expect(written(sinks => plainRenderer(sinks, { now }))).toEqual({
      progress: [
        ' Network app_default Creating ',
        ' Container app-web-1 Error is unhealthy',
        ' Compose Stopping Aborting on container exit...',
        'Step 1/2 : FROM busybox',
        '',
      ].join('\n'),
      stderr: warning,
    });
  });

  test('what builds write may go elsewhere', () => {
    let log = '';
    const buildLog = (text: string) => {
      log += text;
    };
    const { progress } = written(sinks => plainRenderer({ ...sinks, buildLog }, { now }));
    expect(log).toBe('Step 1/2 : FROM busybox\n');
    expect(progress).not.toContain('Step');
  });

  test('as lines, without the steps that are hidden', () => {
    const { progress } = written(sinks => plainRenderer(sinks, { now, hide: event => event.text === 'Creating' }));
    expect(progress).not.toContain('Creating');
    expect(progress).toContain(' Container app-web-1 Error is unhealthy\n');
  });

  test('as JSON, an object a line', () => {
    const { progress, stderr } = written(sinks => jsonRenderer(sinks, now));
    expect(stderr).toBe('{"level":"warning","msg":"orphans: \\"a\\"","time":"2026-01-02T03:04:05Z"}\n');
    expect(progress.split('\n')).toEqual([
      '{"id":"Network app_default","status":"Working","text":"Creating"}',
      '{"id":"Container app-web-1","status":"Error","text":"Error","details":"is unhealthy"}',
      '{"id":"a1b2","parent_id":"Image busybox","status":"Working","text":"Downloading","current":5,"total":20,"percent":25}',
      '{"id":"Compose","status":"Working","text":"Stopping","details":"Aborting on container exit..."}',
      '{"id":"Image app-web","status":"Working","text":"Building","details":"Step 1/2 : FROM busybox"}',
      '',
    ]);
  });

  test('quietly: warnings only', () => {
    expect(written(sinks => quietRenderer(sinks, now))).toEqual({ progress: '', stderr: warning });
  });
});

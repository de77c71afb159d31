import { expect, test } from 'vitest';
import type { ProgressEvent } from '../../src/events/event.ts';
import { buildLog } from '../../src/render/build-log.ts';

const progress = (name: string, text: string, status: ProgressEvent['status'] = 'Working'): ProgressEvent => ({
  type: 'progress',
  kind: 'Image',
  name,
  status,
  text,
});
const line = (service: string, line: string) => ({ type: 'build', image: `app-${service}`, service, line }) as const;

test('the log of one build must keep its numbers and names, with a blank line before each further step', () => {
  const { follow, textOf } = buildLog();
  follow(progress('app-web', 'Building'));
  const lines = ['#1 [1/2] FROM a', '#1 CACHED', '#2 [2/2] RUN b', '#2 0.31 #7 is no step', '#2 DONE 0.4s'];
  expect(lines.map(text => textOf(line('web', text))).join('')).toBe(
    '#1 [1/2] FROM a\n#1 CACHED\n\n#2 [2/2] RUN b\n#2 0.31 #7 is no step\n#2 DONE 0.4s\n',
  );
});

test('logs of builds that go on at once must have a number for each step, and say whose it is', () => {
  const { follow, textOf } = buildLog();
  for (const image of ['app-web', 'app-db']) follow(progress(image, 'Building'));
  const lines = [
    line('web', '#1 [internal] load metadata'),
    line('db', '#1 [1/2] FROM a'),
    line('db', '#2 exporting to image'),
    line('web', '#1 DONE 0.1s'),
    line('db', '#2 exporting layers done'),
  ];
  expect(lines.map(textOf).join('')).toBe(
    [
      '#1 [web internal] load metadata',
      '',
      '#2 [db 1/2] FROM a',
      '',
      '#3 [db] exporting to image',
      '#1 DONE 0.1s',
      '#3 exporting layers done',
      '',
    ].join('\n'),
  );
});

test('what is built when all others have been must be a log of its own', () => {
  const { follow, textOf } = buildLog();
  for (const image of ['app-web', 'app-db']) follow(progress(image, 'Building'));
  expect(textOf(line('web', '#4 a'))).toBe('#1 [web] a\n');
  follow(progress('app-web', 'Built', 'Done'));
  follow(progress('app-db', 'Error', 'Error'));
  follow(progress('app-web', 'Building'));
  expect(textOf(line('web', '#1 a'))).toBe('#1 a\n');
});

test('lines of the classic builder must stay as they are', () => {
  expect(buildLog().textOf(line('web', 'Step 1/2 : FROM a'))).toBe('Step 1/2 : FROM a\n');
});

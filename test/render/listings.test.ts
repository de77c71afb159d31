import { expect, test } from 'vitest';
import type { ContainerImage } from '../../src/model/listings.ts';
import { renderEvent, renderEventJson } from '../../src/render/container-event.ts';
import { renderImageIds, renderImagesJson, renderImagesTable } from '../../src/render/images.ts';
import { renderProjectsJson, renderProjectsTable } from '../../src/render/projects.ts';
import { renderStats } from '../../src/render/stats.ts';
import { renderTop } from '../../src/render/top.ts';
import { renderVolumes } from '../../src/render/volumes.ts';
import { dedent } from '../support/text.ts';

const now = new Date('2026-01-02T03:04:05Z');
const image: ContainerImage = {
  container: 'app-web-1',
  id: `sha256:${'5794490ce836'.padEnd(64, '0')}`,
  repository: 'busybox',
  tag: 'latest',
  platform: 'linux/amd64',
  size: 1_984_230,
  created: '2026-01-02T01:04:05.5Z',
};

test('images of containers', () => {
  const gone = { ...image, container: 'app-db-1', repository: '', tag: '', platform: '', size: 0 };
  const { created: _, ...unknown } = gone;
  expect(renderImagesTable([image, unknown], now)).toBe(
    `${dedent`
    CONTAINER           REPOSITORY          TAG                 PLATFORM            IMAGE ID            SIZE                CREATED
    app-web-1           busybox             latest              linux/amd64         5794490ce836        1.98MB              2 hours ago
    app-db-1            <none>              <none>                                  5794490ce836        0B                  N/A
  `}\n`,
  );
  expect(renderImagesJson([image])).toBe(
    `[{"ID":"${image.id}","ContainerName":"app-web-1","Repository":"busybox","Tag":"latest","Platform":"linux/amd64",` +
      '"Size":1984230,"Created":"2026-01-02T01:04:05.5Z"}]\n\n',
  );
  expect(renderImageIds([image, gone])).toBe(`${'5794490ce836'.padEnd(64, '0')}\n`);
});

test('projects', () => {
  const project = { name: 'app', states: { running: 2, exited: 1 }, configFiles: ['/a/compose.yaml', '/a/more.yaml'] };
  expect(renderProjectsTable([project, { name: 'bare', states: { created: 1 }, configFiles: [] }])).toBe(
    `${dedent`
    NAME                STATUS                  CONFIG FILES
    app                 exited(1), running(2)   /a/compose.yaml,/a/more.yaml
    bare                created(1)              N/A
  `}\n`,
  );
  expect(renderProjectsJson([project])).toBe(
    '[{"Name":"app","Status":"exited(1), running(2)","ConfigFiles":"/a/compose.yaml,/a/more.yaml"}]\n',
  );
});

test('processes, with the columns of all engines', () => {
  const web = { service: 'web', replica: '1', titles: ['PID', 'CMD'], processes: [['4711', 'sleep 60']] };
  const other = { service: 'db', replica: '', titles: ['PID', 'TTY', 'CMD'], processes: [['7', '?', 'cat']] };
  expect(renderTop([web, other])).toBe(
    `${dedent`
    SERVICE  #   PID   CMD       TTY
    web      1   4711  sleep 60  -
    db           7     cat       ?
  `}\n`,
  );
  expect(renderTop([])).toBe('');
});

test('volumes, in the words of Docker', () => {
  const volume = { Name: 'app_data', Driver: 'local', Mountpoint: '/data', Labels: { b: '2', a: '1' }, Scope: 'local' };
  expect(renderVolumes([volume], 'table')).toBe('DRIVER    VOLUME NAME\nlocal     app_data\n');
  expect(renderVolumes([volume], 'raw')).toBe('name: app_data\ndriver: local\n\n');
  expect(renderVolumes([volume], '{{.Label "b"}} {{.Labels}}')).toBe('2 a=1,b=2\n');
  expect(renderVolumes([volume], 'json')).toBe(
    '{"Availability":"N/A","Driver":"local","Group":"N/A","Labels":"a=1,b=2","Links":"N/A","Mountpoint":"/data",' +
      '"Name":"app_data","Scope":"local","Size":"N/A","Status":"N/A"}\n',
  );
});

test('events, in local time', () => {
  const zone = process.env.TZ;
  const event = {
    action: 'die',
    id: 'f00',
    service: 'web',
    attributes: { name: 'app-web-1', exitCode: '1' },
    time: 1_767_323_045_678_900_000n,
  };
  try {
    process.env.TZ = 'Asia/Kolkata';
    expect(renderEvent(event)).toBe('2026-01-02 08:34:05.678900 container die f00 (exitCode=1, name=app-web-1)\n\n');
    process.env.TZ = 'UTC';
    expect(renderEventJson(event)).toBe(
      '{"action":"die","attributes":{"exitCode":"1","name":"app-web-1"},"id":"f00","service":"web",' +
        '"time":"2026-01-02T03:04:05.6789Z","type":"container"}\n',
    );
    process.env.TZ = 'America/St_Johns';
    expect(renderEventJson({ ...event, time: 1_767_323_045_000_000_000n })).toContain('"2026-01-01T23:34:05-03:30"');
  } finally {
    process.env.TZ = zone ?? 'UTC';
  }
});

test('usage, with dashes for what is not known yet', () => {
  const sample = {
    name: 'app-web-1',
    cpuPercent: 12.345,
    memory: 471_040,
    memoryLimit: 25_276_502_016,
    memoryPercent: 0.0018,
    received: 1874,
    sent: 126,
    read: 0,
    written: 4096,
    processes: 2,
  };
  const id = 'baf692082340'.padEnd(64, '0');
  expect(renderStats([{ id, sample }, { id }], { format: 'table', noTrunc: false })).toBe(
    'CONTAINER ID   NAME        CPU %     MEM USAGE / LIMIT   MEM %     NET I/O         BLOCK I/O    PIDS\n' +
      'baf692082340   app-web-1   12.35%    460KiB / 23.54GiB   0.00%     1.87kB / 126B   0B / 4.1kB   2\n' +
      'baf692082340   --          --        -- / --             --        --              --           --\n',
  );
  expect(renderStats([{ id, sample }], { format: '{{.Container}} {{.ID}}', noTrunc: true })).toBe(`${id} ${id}\n`);
});

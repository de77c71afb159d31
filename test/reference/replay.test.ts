import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

interface Output {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

interface Step {
  readonly kind: string;
  readonly path?: string;
  readonly text?: string;
  readonly line?: string;
}

interface Allowed {
  readonly name: string;
  readonly lines: readonly string[];
}

interface Replay {
  readTranscript(text: string): Step[];
  maskedRecorded(lines: readonly string[], command: string): string[];
  maskedOurs(text: string, command: string, where: { places: string[][]; project?: string }): string[];
  compare(
    line: string,
    recorded: Output,
    ours: Output,
  ): { chances: Allowed[]; purposes: Allowed[]; differences: string[] };
  onPurpose: readonly { name: string }[];
  readDifferent(): readonly { name: string }[];
}

const modules = ['transcript', 'mask', 'compare', 'on-purpose', '../../scripts/build-compatibility'];
const files = modules.map(name => pathToFileURL(resolve(import.meta.dirname, `${name}.mjs`)).href);
const replay = Object.assign({}, ...(await Promise.all(files.map(file => import(file))))) as Replay;

const transcript = `# scenario some
# file compose.yaml:
file| services: {}

$ docker compose up   [after 1.5s: SIGINT]
[exit 130]
out| web-1  | hello
err| 

$ docker compose restart web
[exit 0]

$ docker compose logs -f   [background; ended with SIGTERM]
[exit -9] (recorder killed it after 8s)

$ V=2 docker compose run web cat   < 'a\\n'
[exit 0]
out| a⏎̸
% docker ps
out| <id1>

$ docker compose ps   [PTY 100x30]
[exit 0]
tty| x
# end
`;

test('a transcript must become its files and commands, what went on in the background before what it saw', () => {
  const [file, ...commands] = replay.readTranscript(transcript);
  expect(file).toEqual({ kind: 'file', path: 'compose.yaml', text: 'services: {}\n' });
  expect(commands.map(({ line }) => line)).toEqual([
    'docker compose up',
    'docker compose logs -f',
    'docker compose restart web',
    'V=2 docker compose run web cat',
    'docker ps',
    'docker compose ps',
  ]);
  expect(commands).toMatchObject([
    { exitCode: 130, signals: [{ seconds: 1.5, signal: 'SIGINT' }], out: ['web-1  | hello'], err: [''] },
    { background: true, ended: 'SIGTERM', exitCode: -9, killedAfter: 8 },
    { exitCode: 0, out: [] },
    { input: 'a\n', out: ['a⏎̸'] },
    { isHelper: true, out: ['<id1>'] },
    { terminal: { columns: 100, rows: 30 } },
  ]);
});

test.each([
  ['<id1:64> <busybox-id>', `${'ab1'.repeat(21)}c 0123456789ab`],
  ['x  <ago>   Up <dur>  ', 'x     5 minutes ago   Up About a minute     '],
  ['127.0.0.1:<port1>->80/tcp', '127.0.0.1:32801->80/tcp'],
  ['time="<timeTZ>" <timeT.fZ>', 'time="2026-01-02T03:04:05Z" 2026-01-02T03:04:05.678Z'],
  ['$DIR/f \\e[31m', '/some/where/f \x1b[32m'],
  ['web-1    | x', 'web-1  | x'],
  ['"Labels":"b=1,a=2"', '"Labels":"a=2,b=1"'],
  ['{ab}*2', '{ab}*2'],
  ['{x}*3', 'xxx'],
  ['no newline⏎̸', 'no newline'],
])('%s must be taken as the same as %s', (recorded, ours) => {
  const text = recorded.endsWith('⏎̸') ? ours : `${ours}\n`;
  const masked = replay.maskedOurs(text, 'docker compose x', { places: [['/some/where', '$DIR']] });
  expect(masked).toEqual(replay.maskedRecorded([recorded], 'docker compose x'));
});

test('what one of two outputs lacks must be told, and lines in another order where that counts', () => {
  const output = (out: string[], err: string[], exitCode = 0) => ({ out, err, exitCode });
  const differences = (line: string, recorded: Output, ours: Output) =>
    replay.compare(line, recorded, ours).differences;
  expect(differences('docker compose ps', output(['a', 'b'], []), output(['b', 'a'], []))).toEqual([]);
  expect(differences('docker compose port', output(['a', 'b'], []), output(['b', 'a'], []))).not.toEqual([]);
  expect(differences('docker compose up', output([], ['a', 'a']), output([], ['a', 'b'], 1))).toEqual([
    'exit 0, ours 1',
    'err- a',
  ]);
  expect(differences('docker compose up', output([], []), output([], ['b']))).toEqual(['err+ b']);
  const failed = output([], ['no', ' --> why', ' Container x Started '], 1);
  expect(differences('docker compose start', output([], ['no'], 1), failed)).toEqual(['err+  Container x Started ']);
});

test('what is different on purpose must be named, and described in docs/different.tsv', () => {
  const recorded = { exitCode: 0, out: [], err: [' Network a_b Created ', ' Network a_b Created '] };
  const ours = { exitCode: 0, out: [], err: [' Network a_b Created '] };
  expect(replay.compare('docker compose up', recorded, ours)).toEqual({
    chances: [],
    purposes: [{ name: 'rows-once', lines: ['err-  Network a_b Created '] }],
    differences: [],
  });
  expect(replay.compare('docker compose up', recorded, { ...ours, err: [] }).differences).toHaveLength(1);
  const described = replay.readDifferent().map(({ name }) => name);
  expect(replay.onPurpose.filter(({ name }) => !described.includes(name))).toEqual([]);
});

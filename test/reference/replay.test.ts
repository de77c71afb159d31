import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

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
  onScreen: readonly { name: string }[];
  screenOf(text: string, size: { columns: number; rows: number }): Promise<string[]>;
  writtenText(lines: readonly string[]): string;
  writtenApart(text: string): string;
  maskedScreen(lines: readonly string[], command: string, places: string[][]): string[];
  readDifferent(): readonly { name: string }[];
}

const modules = [
  'transcript',
  'mask',
  'compare',
  'on-purpose',
  'on-purpose-screen',
  'screen',
  'mask-screen',
  '../../scripts/build-compatibility',
];
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
  const used = [...replay.onPurpose, ...replay.onScreen];
  expect(used.filter(({ name }) => !described.includes(name))).toEqual([]);
});

describe('a terminal', () => {
  const size = { columns: 36, rows: 4 };
  const onScreen = async (lines: readonly string[]) =>
    replay.maskedScreen(await replay.screenOf(replay.writtenText(lines), size), 'docker compose up', []);

  test('must show what stands there in the end, with rows of a list in the order of their names', async () => {
    const list = (first: string) => [
      `[+] up 2/2\\r`,
      ` \\e[32m✔\\e[0m Container b  ${first}   0.1s\\r`,
      ' ✔ Container a  Created   0.1s\\r',
    ];
    const [header, ...rows] = list('Started ');
    const recorded = [...list('Starting'), `\\e[3A\\e[0G${header}`, ...rows, 'a{b}*3⏎̸'];
    expect(await onScreen(recorded)).toEqual([
      '[+] up 2/2',
      ' ✔ Container a Created <s>',
      ' ✔ Container b Started <s>',
      'abbb',
    ]);
  });

  test('must show lines that it has wrapped as one, and those that have scrolled out', async () => {
    const lines = ['first\\r', `${'x'.repeat(40)}\\r`, ...Array.from({ length: 5 }, (_, index) => `${index}\\r`)];
    expect(await onScreen(lines)).toEqual(['first', 'x'.repeat(40), '0', '1', '2', '3', '4']);
  });

  test('must go on after a cut with the next whole list', async () => {
    const lines = ['one\\r', '…[9 characters cut]… 0.5s\\r', '\\e[?25l\\e[2A\\e[0G[+] up 1/1\\r', '\\e[?25h⏎̸'];
    expect(await onScreen(lines)).toEqual(['[+] up 1/1']);
  });

  test('must differ in what one of two screens lacks, and in no word that is not meant', () => {
    const screen = (...lines: string[]) => ({ exitCode: 0, out: [], err: [], screen: lines, apart: lines });
    const compare = (line: string, recorded: Output, ours: Output) => replay.compare(line, recorded, ours).differences;
    expect(compare('docker compose stop', screen('a', ' ✔ Container b Stopped <s>'), screen('a'))).toEqual([
      'screen-  ✔ Container b Stopped <s>',
    ]);
    const restarting = screen('[+] restart 0/1', ' ⠋ Container b Restarting <s>');
    expect(
      compare('docker compose restart', restarting, screen('[+] restart 1/1', ' ✔ Container b Started <s>')),
    ).toEqual([]);
    expect(
      compare('docker compose restart', restarting, screen('[+] restart 1/1', ' ✔ Container c Started <s>')),
    ).toHaveLength(4);
    expect(compare('docker compose rm', screen('? Remove? Yes'), screen('Remove? (y/N) y'))).toEqual([]);
    expect(compare('docker compose rm', screen('? Remove? Yes'), screen('Remove? (y/N) n'))).toHaveLength(2);
  });
});

const built = {
  exitCode: 0,
  out: ['#1 [internal] load local bake definitions', '#1 DONE <s>', '', '#2 [2/2] RUN make', '#2 DONE <s>'],
  err: [' Image a Building ', ' Image a Built '],
};
const ours = { ...built, out: ['#1 copy /context /', '#1 DONE <s>', '', '#2 [2/2] RUN make', '#2 CACHED'] };

test.each<[what: string, given: Output, difference: string | undefined]>([
  ['nothing else', ours, undefined],
  ['a row in another word', { ...ours, err: [' Image a Building ', ' Image a Builded '] }, 'err+  Image a Builded '],
  ['a row too many', { ...ours, err: [...ours.err, ' Image a Built '] }, 'err+  Image a Built '],
  ['no step', { ...ours, out: ours.out.slice(0, 2) }, 'out- # [2/2] RUN make'],
  [
    'a step of another service',
    { ...ours, out: ['#1 [web 2/2] RUN make', '#1 DONE <s>'] },
    'out+ # [web 2/2] RUN make',
  ],
  ['a line besides', { ...ours, out: [...ours.out, 'oops'] }, 'out+ oops'],
])('of a build that has %s, what is not meant must be told', (_, given, difference) => {
  const { differences } = replay.compare('docker compose build', built, given);
  if (difference === undefined) expect(differences).toEqual([]);
  else expect(differences).toContain(difference);
});

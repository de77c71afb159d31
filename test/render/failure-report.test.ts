import { describe, expect, test } from 'vitest';
import type { FailureReport } from '../../src/diagnostics/failure-report.ts';
import { renderFailureReports } from '../../src/render/failure-report.ts';

const style = { color: false, cwd: '/p', columns: 60 };
const render = (...reports: FailureReport[]) => renderFailureReports(reports, style);
const at = (line: number, lineText: string, marked: string) => {
  const column = lineText.indexOf(marked) + 1;
  const range = { start: { line, column }, end: { line, column: column + marked.length } };
  return { file: '/p/compose.yaml', range, lineText };
};

const unhealthy: FailureReport = {
  code: 'unhealthy',
  summary: 'app-db-1 is unhealthy: its probe failed 3 times',
  service: 'db',
  container: 'app-db-1',
  notStarted: ['api', 'web'],
  probe: {
    command: 'pg_isready -U x',
    runs: [
      { exitCode: 2, output: 'no response\n' },
      { exitCode: 1, output: '' },
      { exitCode: -1, output: 'Health check exceeded timeout (2s): a\nb\nc\nd' },
    ],
  },
  logs: ['\x1b[31mFATAL\x1b[0m:\tno\x07 password', 'x'.repeat(400)],
  location: at(7, '      test: pg_isready -U x', 'pg_isready -U x'),
  hint: 'PASSWORD is empty in its environment',
  hintLocation: at(4, '      PASSWORD: ""', '""'),
};

test('all there is to tell, between the place and what to do', () => {
  expect(render(unhealthy)).toBe(`app-db-1 is unhealthy: its probe failed 3 times
 --> compose.yaml:7:13 [unhealthy]
  |
7 |       test: pg_isready -U x
  |             ^^^^^^^^^^^^^^^
not started because of it: api, web
probe: pg_isready -U x
  exit 2: no response
  exit 1
  Health check exceeded timeout (2s): a
    b
    c
last lines of app-db-1:
  FATAL:  no password
  ${'x'.repeat(299)}…
hint: PASSWORD is empty in its environment (compose.yaml:4)
`);
});

test('without a place the code stands behind the sentence, and long sentences are broken', () => {
  const report = {
    code: 'engine-unreachable',
    summary: 'no engine answers',
    notStarted: [],
    hint: 'start it (`systemctl start docker`, or Docker Desktop), or name another: DOCKER_HOST, `--context`',
  };
  expect(render(report)).toBe(`no engine answers [engine-unreachable]
hint: start it (\`systemctl start docker\`, or Docker
  Desktop), or name another: DOCKER_HOST, \`--context\`
`);
});

test('colours on a terminal', () => {
  const text = renderFailureReports([unhealthy], { ...style, color: true });
  expect(text).toMatch(/^\x1b\[1;31mapp-db-1 is unhealthy/);
  expect(text).toContain('\x1b[1;36mhint:\x1b[0m PASSWORD');
});

test('of many, the first ones are told at length', () => {
  const reports = [1, 2, 3, 4, 5].map(n => ({ code: 'image-not-found', summary: `no image ${n}`, notStarted: [] }));
  const located = { ...reports[4]!, location: at(9, 'image: x', 'x') };
  expect(render(...reports.slice(0, 4), located)).toBe(`no image 1 [image-not-found]

no image 2 [image-not-found]

no image 3 [image-not-found]

no image 4 [image-not-found]
no image 5 (compose.yaml:9) [image-not-found]
`);
});

describe('as JSON', async () => {
  const { renderErrorJson } = await import('../../src/render/error-json.ts');
  const { ComposeError, ExplainedError } = await import('../../src/diagnostics/errors.ts');
  const parse = (message: string, error: unknown) => JSON.parse(renderErrorJson(message, error));

  test("Docker Compose's fields, then the report of what failed first, then the others", () => {
    const other = { code: 'exited', summary: 'x exited', notStarted: [] };
    const error = new ExplainedError(new ComposeError('unhealthy', 'is unhealthy'), [unhealthy, other]);
    const { location: _location, hintLocation: _hintLocation, ...facts } = unhealthy;
    expect(parse('is unhealthy', error)).toEqual({
      error: true,
      message: 'is unhealthy',
      code: 'unhealthy',
      report: {
        ...facts,
        location: { file: '/p/compose.yaml', line: 7, column: 13 },
        hintLocation: { file: '/p/compose.yaml', line: 4, column: 17 },
      },
      others: [other],
    });
  });

  test('the code of the report, which is the finer one', () => {
    const report = { code: 'port-taken', summary: '', notStarted: [] };
    expect(parse('', new ExplainedError(new ComposeError('engine-refused', ''), [report])).code).toBe('port-taken');
  });

  test('mistakes in the files with their places', () => {
    const mistake = {
      severity: 'error',
      code: 'unknown-key',
      message: 'm',
      location: at(3, 'imag: x', 'imag'),
    } as const;
    const error = new ComposeError('unknown-key', 'm', { diagnostics: [mistake], hint: 'h' });
    expect(parse('m', error)).toEqual({
      error: true,
      message: 'm',
      code: 'unknown-key',
      hint: 'h',
      diagnostics: [
        {
          severity: 'error',
          code: 'unknown-key',
          message: 'm',
          location: { file: '/p/compose.yaml', line: 3, column: 1 },
        },
      ],
    });
  });

  test('a mistake of gantry itself has no code', () => {
    expect(parse('m', new TypeError('x'))).toEqual({ error: true, message: 'm' });
  });
});

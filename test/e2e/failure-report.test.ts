import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { engine, type TestProject, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

interface ErrorObject {
  readonly message: string;
  readonly report: { readonly hint: string; readonly probe: { readonly runs: readonly unknown[] } };
}

/** The last line of `--progress json` of a project that does not come up. */
async function failing(project: TestProject, ...args: string[]): Promise<ErrorObject> {
  const { exitCode, stderr } = await project.gantry('--progress', 'json', 'up', '-d', ...args);
  expect(exitCode, stderr).toBe(1);
  const last = JSON.parse(stderr.trimEnd().split('\n').at(-1)!) as ErrorObject;
  expect(last).toMatchObject({ error: true });
  return last;
}

function scenario(name: string, compose: string, check: (project: TestProject) => Promise<void>): void {
  test(name, () => withProject({ 'compose.yaml': compose }, check), 120_000);
}

describe('dependencies', () => {
  scenario(
    'unhealthy: dependents, probe with its output, last lines, place; the last line is Docker Compose’s',
    `services:
  web:
    image: ${image}
    depends_on: [api]
  api:
    image: ${image}
    depends_on: { db: { condition: service_healthy } }
  db:
    image: ${image}
    init: true
    environment: { DB_PASSWORD: canary-1234, DB_NAME: "" }
    command: sh -c 'echo no such database; sleep 600'
    healthcheck:
      test: ["CMD-SHELL", "echo no response; exit 2 # $DB_PASSWORD canary-1234"]
      interval: 300ms
      retries: 2
`,
    async project => {
      project.write('.env', 'DB_PASSWORD=canary-1234\n');
      const { exitCode, stderr } = await project.gantry('up', '-d');
      expect(exitCode).toBe(1);
      const text = stderr.trimEnd().split('\n');
      const json = await failing(project);
      const db = `${project.name}-db-1`;
      expect(text.at(-1)).toBe(`dependency failed to start: container ${db} is unhealthy`);
      expect(text).toContain('  --> compose.yaml:14:7 [unhealthy]');
      expect(text).toContain('not started because of it: api, web');
      expect(text).toContain('  exit 2: no response');
      expect(text).toContain(`last lines of ${db}:`);
      expect(text).toContain('  no such database');
      expect(text).toContain('hint: DB_NAME is empty in its environment (compose.yaml:11)');
      expect(json).toMatchObject({
        message: `dependency failed to start: container ${db} is unhealthy`,
        code: 'unhealthy',
        report: {
          service: 'db',
          container: db,
          notStarted: ['api', 'web'],
          logs: ['no such database'],
          location: { line: 14, column: 7 },
        },
      });
      expect(json.report.probe.runs.at(-1)).toEqual({ exitCode: 2, output: 'no response\n' });
      expect(stderr + JSON.stringify(json)).not.toContain('canary-1234');
    },
  );

  scenario(
    'exited, killed by a signal',
    `services:
  web: { image: ${image}, depends_on: { job: { condition: service_completed_successfully } } }
  job:
    image: ${image}
    command: sh -c 'echo about to die; kill -SEGV $$$$'
    init: true
`,
    async project => {
      const json = await failing(project);
      expect(json.message).toBe(`service "job" didn't complete successfully: exit 139`);
      expect(json).toMatchObject({
        code: 'exited',
        report: { exitCode: 139, signal: 'SIGSEGV', oomKilled: false, logs: ['about to die'], notStarted: ['web'] },
      });
    },
  );

  scenario(
    'out of memory',
    `services:
  web: { image: ${image}, depends_on: { job: { condition: service_completed_successfully } } }
  job:
    image: ${image}
    mem_limit: 16m
    memswap_limit: 16m
    # The engine may hear of the kill later than of the end of what was killed: old ones forget it then.
    command: ["sh", "-c", "(x=$$(head -c 100000000 /dev/zero | tr '\\\\0' x)); sleep 1; exit 137"]
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({ code: 'out-of-memory', report: { oomKilled: true, location: { line: 5 } } });
    },
  );

  scenario(
    'without a healthcheck, at the line that asks for its health',
    `services:
  web:
    image: ${image}
    depends_on:
      db: { condition: service_healthy }
  db: { image: ${image}, init: true, command: sleep 600 }
`,
    async project => {
      const json = await failing(project);
      expect(json.message).toMatch(/^dependency failed to start: container .*-db-1 has no healthcheck configured$/);
      expect(json).toMatchObject({
        code: 'no-healthcheck',
        report: { service: 'db', location: { line: 5, column: 24 } },
      });
    },
  );

  scenario(
    'not ready in time, of --wait',
    `services:
  db:
    image: ${image}
    init: true
    command: sleep 600
    healthcheck: { test: [CMD, nosuchprobe], interval: 1h, retries: 500 }
`,
    async project => {
      const json = await failing(project, '--wait', '--wait-timeout', '1');
      expect(json.message).toBe('application not healthy after 1s');
      expect(json).toMatchObject({
        code: 'wait-timeout',
        report: { service: 'db', probe: { command: 'nosuchprobe' }, hint: expect.stringContaining('no such program') },
      });
    },
  );

  scenario(
    'of --wait, exited with 127',
    `services:
  job: { image: ${image}, command: sh -c frobnicate }
`,
    async project => {
      const json = await failing(project, '--wait');
      expect(json.message).toMatch(/^container .*-job-1 exited \(127\)$/);
      expect(json).toMatchObject({
        code: 'exited',
        report: { exitCode: 127, logs: [expect.stringContaining('frobnicate')] },
      });
    },
  );
});

describe('what the engine refuses', () => {
  test('a port that a container has, and one that a process has', async () => {
    const server = createServer();
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const compose = `services:
  first: { image: ${image}, init: true, command: sleep 600, ports: ["127.0.0.1::80"] }
  web:
    image: ${image}
    ports:
      - "127.0.0.1:\${PORT}:80"
`;
    try {
      await withProject({ 'compose.yaml': compose, '.env': `PORT=${port}\n` }, async project => {
        const process = await failing(project);
        expect(process.message).toMatch(/^Error response from daemon: .*(already in use|already allocated)/);
        expect(process).toMatchObject({
          code: 'port-taken',
          report: {
            service: 'web',
            location: { line: 6, column: 9 },
            port: `127.0.0.1:${port}/tcp`,
            holder: { program: 'node' },
          },
        });

        const [, taken] = /127\.0\.0\.1:(\d+)/.exec((await project.gantry('ps')).stdout)!;
        project.write('.env', `PORT=${taken}\n`);
        const json = await failing(project);
        expect(json.report).toMatchObject({
          code: 'port-taken',
          holder: { container: `${project.name}-first-1`, project: project.name, service: 'first' },
        });
      });
    } finally {
      server.close();
    }
  }, 120_000);

  scenario(
    'a command that the image has not',
    `services:
  web: { image: ${image}, depends_on: [db] }
  db:
    image: ${image}
    command: nosuchcmd --now
`,
    async project => {
      const json = await failing(project);
      expect(json.message).toMatch(/^Error response from daemon: .*executable file not found in \$PATH/);
      expect(json).toMatchObject({
        code: 'command-not-found',
        report: { service: 'db', exitCode: 127, notStarted: ['web'], location: { line: 5, column: 14 } },
      });
    },
  );

  scenario(
    'a command that is not executable',
    `services:
  web: { image: ${image}, command: /etc/passwd }
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({ code: 'command-not-executable', report: { exitCode: 126 } });
    },
  );

  scenario(
    'the mount of a file that is missing',
    `services:
  web:
    image: ${image}
    volumes:
      - ./site.conf:/etc/passwd
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({ code: 'mount-kind', report: { location: { line: 5, column: 9 } } });
      expect(json.report.hint).toMatch(/site\.conf is an empty folder: the engine makes one where a file is missing/);
    },
  );

  scenario(
    'the file of a secret that is missing',
    `services:
  web: { image: ${image}, secrets: [token] }
secrets:
  token:
    file: ./token.txt
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({ code: 'mount-source', report: { service: 'web', location: { line: 5 } } });
    },
  );

  scenario(
    'a program of another processor',
    `services:
  web: { image: ${image}, depends_on: { job: { condition: service_completed_successfully } } }
  job: { image: ${image}, command: /program, configs: [{ source: program, target: /program, mode: 0755 }] }
configs:
  program: { content: "no program" }
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({ code: 'wrong-platform', report: { service: 'job' } });
    },
  );

  scenario(
    'an image that no registry gives',
    `services:
  web:
    image: registry.invalid/web:1
`,
    async project => {
      const json = await failing(project);
      expect(json).toMatchObject({
        code: 'registry-unreachable',
        report: { image: 'registry.invalid/web:1', location: { line: 3 } },
      });
    },
  );

  scenario(
    'a name that a container of nobody has, which is left alone',
    `services:
  web: { image: ${image}, container_name: "\${COMPOSE_PROJECT_NAME}-foreign" }
`,
    async project => {
      const name = `${project.name}-foreign`;
      const { Id } = await engine<{ Id: string }>('POST', `/containers/create?name=${name}`, { Image: image });
      try {
        const json = await failing(project);
        expect(json.message).toMatch(/^Error response from daemon: Conflict\. The container name/);
        expect(json).toMatchObject({
          code: 'name-taken',
          report: { holder: { container: name }, location: { line: 2 } },
        });
        expect(await engine('GET', `/containers/${Id}/json`)).toMatchObject({ State: { Status: 'created' } });
      } finally {
        await engine('DELETE', `/containers/${Id}?force=1`);
      }
    },
  );
});

test('no engine', () =>
  withProject({ 'compose.yaml': `services: { web: { image: ${image} } }` }, async project => {
    const { exitCode, stderr } = await project.gantry('-H', 'unix:///nowhere.sock', '--progress', 'json', 'up', '-d');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      error: true,
      code: 'engine-unreachable',
      report: { hint: expect.any(String) },
    });
  }));

scenario(
  'attached: the session ends with the report, and exit code 1',
  `services:
  web: { image: ${image}, depends_on: { db: { condition: service_healthy } } }
  db: { image: ${image}, command: sh -c 'echo bye; exit 5', healthcheck: { test: "true" } }
`,
  async project => {
    const { exitCode, stderr } = await project.gantry('up');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('exited with code 5');
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `dependency failed to start: container ${project.name}-db-1 exited (5)`,
    );
  },
);

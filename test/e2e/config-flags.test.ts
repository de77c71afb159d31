import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesOf, type TestProject, withProject } from './support.ts';

const file = `
x-note: \${NOTE:-unset}
services:
  web:
    image: busybox:\${TAG:-latest}
    env_file: web.env
    volumes: ["./here:/here", "data:/data"]
    depends_on: [db]
  db: {image: busybox, networks: [back], healthcheck: {test: "true"}}
  tool: {build: ., profiles: [dev]}
networks: {back: {}}
volumes: {data: {}, unused: {}}
`;

async function linesOf({ gantry }: Pick<TestProject, 'gantry'>, ...args: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await gantry(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split('\n').sort();
}

test('config must print what its flags ask for', () =>
  withProject({ 'compose.yaml': file, 'web.env': 'A=b\n' }, async project => {
    const { folder, gantry } = project;
    expect(await linesOf(project, 'config', '--services')).toEqual(['db', 'web']);
    expect(await linesOf(project, 'config', '--volumes')).toEqual(['data']);
    expect(await linesOf(project, '--all-resources', 'config', '--volumes')).toEqual(['data', 'unused']);
    expect(await linesOf(project, 'config', '--networks')).toEqual(['back', 'default']);
    expect(await linesOf(project, 'config', '--models')).toEqual(['']);
    expect(await linesOf(project, 'config', '--profiles')).toEqual(['dev']);
    expect(await linesOf(project, 'config', '--images')).toEqual(['busybox', 'busybox:latest']);
    expect(await linesOf(project, 'config', '--environment')).toContain(`COMPOSE_PROJECT_NAME=${project.name}`);
    expect((await linesOf(project, 'config', '--variables')).map(line => line.split(/ +/)[0])).toEqual([
      'NAME',
      'NOTE',
      'TAG',
    ]);
    expect(await linesOf(project, 'config', '--trace', 'services.web.image')).toEqual(
      expect.arrayContaining([expect.stringContaining('compose.yaml:5')]),
    );

    const model = async (...args: string[]) => JSON.parse((await gantry('config', '--format', 'json', ...args)).stdout);
    const { services } = await model();
    expect(Object.keys(services)).toEqual(['db', 'web']);
    expect([services.web.environment, services.web.volumes[0].source]).toEqual([{ A: 'b' }, join(folder, 'here')]);
    expect(Object.keys((await model('db')).services)).toEqual(['db']);
    expect((await model('--no-interpolate')).services.web.image).toBe('busybox:${TAG:-latest}');
    expect((await model('--no-path-resolution')).services.web.volumes[0].source).toBe('./here');
    expect((await model('--no-normalize')).services.web).not.toHaveProperty('networks');
    expect((await model('--no-env-resolution')).services.web).toMatchObject({ env_file: [expect.anything()] });

    expect(await gantry('config', '-o', 'out.yaml')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toContain('image: busybox:latest');
    project.write('compose.yaml', 'services: {web: {image: busybox, depends_on: [nope]}}\n');
    expect((await gantry('config')).exitCode).toBe(1);
    expect((await gantry('config', '--no-consistency', '-q')).exitCode).toBe(0);
    project.write('compose.yaml', 'services: {web: {image: busybox, credential_spec: {file: x}}}\n');
    expect((await gantry('config', '--warnings', '-q')).exitCode).toBe(0);
  }));

test('flags of the program must choose folder, variables, names and colours of any command', () =>
  withProject(
    {
      'in/compose.yaml': 'services:\n  web: {image: "busybox:${TAG:-none}", build: .}\n',
      'in/.env': 'TAG=here\n',
      'tag.env': 'TAG=there\n',
    },
    async project => {
      const { name, gantry } = project;
      const images = (...flags: string[]) => linesOf(project, ...flags, 'config', '--images');
      expect(await images('--project-directory', 'in', '-f', 'in/compose.yaml')).toEqual(['busybox:here']);
      expect(await images('--env-file', 'tag.env', '-f', 'in/compose.yaml')).toEqual(['busybox:there']);
      const old = await gantry('--workdir', 'in', '--no-ansi', '-f', 'in/compose.yaml', 'config', '--images');
      expect([old.stdout, old.stderr.match(/DEPRECATED/g)]).toEqual(['busybox:here\n', ['DEPRECATED', 'DEPRECATED']]);
      const names = (await gantry('--compatibility', '-f', 'in/compose.yaml', '--dry-run', 'create')).stderr;
      expect(names).toContain(`Container ${name}_web_1 Created`);
      const broken = (ansi: string) => gantry('--ansi', ansi, '-f', 'tag.env', 'config');
      expect((await broken('always')).stderr).toContain('\x1b[');
      expect((await broken('never')).stderr).not.toContain('\x1b[');
      expect((await gantry('--context', 'default', '--config', '.', '-p', name, 'ps', '-q')).stdout).toBe('');
      expect((await gantry('--context', 'nowhere', 'ls')).stderr).toContain('context "nowhere": context not found');
      const rehearsed = await gantry('-f', 'in/compose.yaml', 'alpha', 'dry-run', '--', 'create');
      expect([rehearsed.exitCode, rehearsed.stderr]).toEqual([0, expect.stringContaining(`${name}-web-1 Created`)]);
      expect(await resourcesOf(name)).toEqual({ containers: [], networks: [], volumes: [] });
    },
  ));

test('version and schema must need neither project nor engine', () =>
  withProject({}, async ({ gantryOn }) => {
    const alone = async (...args: string[]) => (await gantryOn('unix:///nowhere.sock', ...args)).stdout;
    expect(await gantryOn('unix:///nowhere.sock', 'version', '--short')).toEqual({
      exitCode: 0,
      stdout: '5.5.0\n',
      stderr: '',
    });
    expect(JSON.parse((await gantryOn('unix:///nowhere.sock', 'version', '--format', 'json')).stdout)).toMatchObject({
      version: 'v5.5.0',
    });
    expect(await alone('--version')).toMatch(/^Docker Compose version v5/);
    expect(JSON.parse((await gantryOn('unix:///nowhere.sock', 'schema')).stdout)).toHaveProperty('$schema');
  }));

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingProxy } from './recording-proxy.ts';
import { engine, type Outcome, resourcesOf, type TestProject, withProject } from './support.ts';

const base = 'debian:bookworm-slim';

function stack({ image, level = 'info', secret = 'one' }: { image: string; level?: string; secret?: string }): string {
  const service = `{image: "${base}", command: sleep 1000, init: true`;
  return `
services:
  api: ${service}, environment: {LOG_LEVEL: ${level}, API_TOKEN: hunter-${secret}}, depends_on: [db]}
  db: {image: "${image}", command: sleep 1000, init: true, volumes: [data:/data]}
  cache: ${service}, scale: 2}
  queue: ${service}}
  web: ${service}}
volumes: {data: {}}
`;
}

/** An image of the project's own that can be made another. */
async function withImage(
  project: TestProject,
  scenario: (image: string, change: () => Promise<void>) => Promise<void>,
) {
  const repository = `${project.name}-db`;
  const { Id } = await engine<{ Id: string }>('POST', '/containers/create', { Image: base, Cmd: ['true'] });
  const commit = (comment: string) =>
    engine('POST', `/commit?container=${Id}&repo=${repository}&tag=1&comment=${comment}`, {
      Labels: { made: comment },
    });
  const ids: string[] = [];
  const note = async () => {
    ids.push((await engine<{ Id: string }>('GET', `/images/${repository}:1/json`)).Id);
  };
  try {
    await commit('first');
    await note();
    await scenario(`${repository}:1`, async () => {
      await commit('second');
      await note();
    });
  } finally {
    await engine('DELETE', `/containers/${Id}?force=1`);
    await project.gantry('down', '-v', '-t', '0');
    for (const id of ids) await engine('DELETE', `/images/${id}?force=1`).catch(() => undefined);
  }
}

async function through(scenario: (host: string) => Promise<Outcome>): Promise<{ outcome: Outcome; writes: string[] }> {
  const proxy = await recordingProxy();
  try {
    const outcome = await scenario(proxy.host);
    expect(proxy.requests).not.toEqual([]);
    return { outcome, writes: proxy.writes() };
  } finally {
    proxy.close();
  }
}

const idsByName = async (name: string) =>
  Object.fromEntries((await resourcesOf(name)).containers.map(container => [container.name, container.id]));

describe('plan and apply', () => {
  test('a plan must name exactly what changed, and apply must do exactly that', () =>
    withProject({}, async project => {
      await withImage(project, async (image, changeImage) => {
        const { name, folder, write, gantry } = project;
        write('compose.yaml', stack({ image }));
        expect((await gantry('up', '-d')).exitCode).toBe(0);
        const before = await idsByName(name);
        write('compose.yaml', stack({ image, level: 'debug', secret: 'two' }));
        await changeImage();

        const { outcome, writes } = await through(host =>
          gantry('-H', host, 'plan', '--exit-code', '--out', 'plan.json'),
        );
        expect(writes).toEqual([]);
        expect(outcome.exitCode).toBe(2);
        expect(outcome.stdout.split('\n').filter(line => !line.includes('keep'))).toEqual([
          expect.stringMatching(
            /^api +recreate +environment.API_TOKEN \*{3}\(sha:\w{4}\) → \*{3}\(sha:\w{4}\); environment.LOG_LEVEL info → debug$/,
          ),
          expect.stringMatching(/^db +recreate +image sha256:\w{12}… → sha256:\w{12}…$/),
          '2 changes: 2 recreate',
          '',
        ]);
        expect(statSync(join(folder, 'plan.json')).mode & 0o777).toBe(0o600);
        expect(readFileSync(join(folder, 'plan.json'), 'utf8')).not.toMatch(/hunter|debug/);

        await gantry('stop', '-t', '0', 'queue');
        const drifted = await gantry('apply', 'plan.json');
        expect(drifted).toMatchObject({ exitCode: 3 });
        expect(drifted.stderr).toContain(`container ${name}-queue-1: running → exited`);
        expect(await idsByName(name)).toEqual(before);
        await gantry('start', 'queue');

        write('compose.yaml', stack({ image, level: 'trace', secret: 'two' }));
        const changed = await gantry('apply', 'plan.json');
        expect(changed).toMatchObject({ exitCode: 3 });
        expect(changed.stderr).toContain('services.api changed');
        write('compose.yaml', stack({ image, level: 'debug', secret: 'two' }));

        expect((await gantry('apply', 'plan.json')).exitCode).toBe(0);
        const after = await idsByName(name);
        expect(Object.keys(after)).toEqual(Object.keys(before));
        expect(Object.keys(after).filter(container => after[container] !== before[container])).toEqual([
          `${name}-api-1`,
          `${name}-db-1`,
        ]);
        const again = await gantry('plan', '--exit-code');
        expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\n0 changes\n$/) });

        const twice = await gantry('apply', 'plan.json');
        expect(twice).toMatchObject({ exitCode: 3 });
        expect(twice.stderr).toContain(`container ${name}-api-1 was recreated since`);
      });
    }));
});

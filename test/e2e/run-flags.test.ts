import { expect, test } from 'vitest';
import { engine, resourcesOf, withProject } from './support.ts';

function text(image: string): string {
  return `
services:
  web:
    image: debian:bookworm-slim
    init: true
    command: sleep 1000
    ports: ["127.0.0.1::80"]
    networks: {default: {aliases: [front]}}
  absent: {image: gantry-absent}
  built: {build: ., image: "${image}"}
`;
}

test('run must build, pull, and make its container as its flags say', () =>
  withProject(
    {
      Dockerfile: 'FROM debian:bookworm-slim\nRUN echo "was built" > /made\n',
    },
    async ({ name, write, gantry }) => {
      const image = `${name}:run`;
      write('compose.yaml', text(image));
      try {
        const entry = await gantry('run', '--rm', '--no-TTY', '--entrypoint', 'echo', 'web', 'instead');
        expect([entry.exitCode, entry.stdout]).toEqual([0, 'instead\n']);
        const flags = ['-d', '--cap-drop', 'CHOWN', '--service-ports', '--use-aliases'];
        const { stdout } = await gantry('run', ...flags, 'web');
        const made = await engine<{
          HostConfig: { CapDrop: string[]; PortBindings: object };
          NetworkSettings: { Networks: Record<string, { Aliases: string[] }> };
        }>('GET', `/containers/${stdout.trim()}/json`);
        expect(made.HostConfig.CapDrop).toEqual([expect.stringMatching(/CHOWN$/)]);
        expect(Object.keys(made.HostConfig.PortBindings)).toEqual(['80/tcp']);
        expect(made.NetworkSettings.Networks[`${name}_default`]!.Aliases).toEqual(
          expect.arrayContaining(['front', 'web']),
        );

        const unpulled = await gantry('run', '--rm', '--pull', 'never', 'absent', 'true');
        expect(unpulled.exitCode).toBe(1);
        const built = await gantry('run', '--rm', '--build', '--quiet-build', 'built', 'cat', '/made');
        expect([built.exitCode, built.stdout, built.stderr.includes('RUN echo')]).toEqual([0, 'was built\n', false]);
        const quiet = await gantry('run', '--rm', '--pull', 'missing', '--quiet-pull', 'built', 'true');
        expect([quiet.exitCode, quiet.stderr]).toEqual([0, expect.not.stringContaining('Pull')]);

        await gantry('up', '-d', 'web');
        write('compose.yaml', text(image).replace('  web:', '  other:'));
        expect((await gantry('run', '--rm', '--remove-orphans', 'other', 'true')).exitCode).toBe(0);
        const left = (await resourcesOf(name)).containers.map(container => container.name);
        expect(left).not.toContain(`${name}-web-1`);
      } finally {
        await engine('DELETE', `/images/${image}`).catch(() => undefined);
      }
    },
  ));

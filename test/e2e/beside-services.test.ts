import { expect, test } from 'vitest';
import { engine, resourcesOf, withProject } from './support.ts';

test('up --all-resources must create what no service uses, even without services', () =>
  withProject({ 'compose.yaml': 'volumes: {data: {}}\nnetworks: {net: {}}\n' }, async ({ name, gantry }) => {
    expect(await gantry('up')).toMatchObject({ exitCode: 1, stderr: 'no service selected\n' });
    const { exitCode, stderr } = await gantry('--all-resources', 'up');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(` Volume ${name}_data Created`);
    const { networks, volumes } = await resourcesOf(name);
    expect(networks.map(network => network.name)).toEqual([`${name}_net`]);
    expect(volumes).toEqual([{ name: `${name}_data` }]);
  }));

test("ps must print as Docker's own configuration says, unless told otherwise", () =>
  withProject(
    {
      'compose.yaml': 'services: {web: {image: debian:bookworm-slim, command: sleep 1000, init: true}}',
      'docker/config.json': JSON.stringify({ psFormat: 'table {{.Service}}\t{{.State}}' }),
    },
    async ({ name, folder, shell, gantry }) => {
      await gantry('create');
      await engine('POST', `/containers/${name}-web-1/start`);
      const configured = shell(`DOCKER_CONFIG=${folder}/docker $GANTRY ps`);
      expect(await configured.exit).toBe(0);
      expect(configured.screen().replaceAll('\r', '')).toBe('SERVICE   STATE\nweb       running\n');
      const told = shell(`DOCKER_CONFIG=${folder}/docker $GANTRY ps --format '{{.Name}}'`);
      await told.exit;
      expect(told.screen().replaceAll('\r', '')).toBe(`${name}-web-1\n`);
    },
  ));

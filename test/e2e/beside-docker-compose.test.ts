import { describe, expect, test } from 'vitest';
import { havePeer, resourcesOf, withProject } from './support.ts';

// Needs Docker Compose on the machine: without it there is nothing to compare with.
const peer = await havePeer();
if (!peer) console.log('docker compose is not installed: the tests beside it are left out');

const file = `
services:
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    ports: ["127.0.0.1::80"]
    environment: {A: b}
    volumes: [data:/data]
    depends_on: [db]
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
volumes:
  data: {}
`;

describe.skipIf(!peer)('beside Docker Compose', () => {
  test('what gantry made, Docker Compose must list and remove', () =>
    withProject({ 'compose.yaml': file }, async project => {
      expect((await project.gantry('up', '-d')).exitCode).toBe(0);
      const listed = await project.peer('ps', '--services');
      expect(listed.stdout.split('\n').filter(Boolean).sort()).toEqual(['db', 'web']);
      expect((await project.peer('down', '-v', '-t', '0')).exitCode).toBe(0);
      expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
    }));

  test('what Docker Compose made, gantry must list and remove', () =>
    withProject({ 'compose.yaml': file }, async project => {
      expect((await project.peer('up', '-d')).exitCode).toBe(0);
      const listed = await project.gantry('ps', '--services');
      expect(listed.stdout.split('\n').filter(Boolean).sort()).toEqual(['db', 'web']);
      expect((await project.gantry('down', '-v', '-t', '0')).exitCode).toBe(0);
      expect(await resourcesOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] });
    }));

  test('what one made with the same hash rules, the other must find up to date', () =>
    withProject({ 'compose.yaml': file }, async project => {
      await project.gantry('--compose-version', '2', 'up', '-d');
      const made = await resourcesOf(project.name);
      expect((await project.peer('up', '-d')).exitCode).toBe(0);
      expect((await resourcesOf(project.name)).containers.map(({ id }) => id)).toEqual(
        made.containers.map(({ id }) => id),
      );
    }));
});

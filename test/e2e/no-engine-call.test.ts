import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, withProject } from './support.ts';

// Wrong input must be refused before the engine hears of it: here the engine is a socket that counts connections.
const wrong: Record<string, { files: Record<string, string>; message: RegExp }> = {
  'not YAML': { files: { 'compose.yaml': 'services: [a\nweb: }\n' }, message: /compose\.yaml:\d+:\d+/ },
  'a tab': {
    files: { 'compose.yaml': 'services:\n\tweb:\n\t\timage: a\n' },
    message: /compose\.yaml:2:1[\s\S]*hint: .*tab/i,
  },
  'a duplicate key': {
    files: { 'compose.yaml': 'services:\n  a:\n    image: a\n    image: b\n' },
    message: /compose\.yaml:4:5/,
  },
  'an unknown key': {
    files: { 'compose.yaml': 'services:\n  a:\n    imgae: a\n' },
    message: /compose\.yaml:3:5[\s\S]*hint: did you mean .?image/,
  },
  'a wrong type': {
    files: { 'compose.yaml': 'services:\n  a:\n    image: a\n    ports: 80\n' },
    message: /compose\.yaml:4:\d+[\s\S]*hint: /,
  },
  'no image and no build': {
    files: { 'compose.yaml': 'services:\n  a: {command: ls}\n' },
    message: /neither an image nor a build[\s\S]*compose\.yaml:2:\d+[\s\S]*hint: /,
  },
  'a cycle': {
    files: { 'compose.yaml': 'services:\n  a: {image: a, depends_on: [b]}\n  b: {image: b, depends_on: [a]}\n' },
    message: /dependency cycle detected: a -> b -> a[\s\S]*compose\.yaml:\d+:\d+[\s\S]*hint: /,
  },
  'an unknown dependency': {
    files: { 'compose.yaml': 'services:\n  a: {image: a, depends_on: [dbx]}\n  db: {image: b}\n' },
    message: /undefined service "?dbx[\s\S]*compose\.yaml:2:\d+[\s\S]*hint: /,
  },
  'a required variable': {
    files: { 'compose.yaml': 'services:\n  a:\n    image: ${X:?say which}\n' },
    message: /required variable X is missing a value: say which[\s\S]*compose\.yaml:3:\d+[\s\S]*hint: /,
  },
  'a missing env_file': {
    files: { 'compose.yaml': 'services:\n  a:\n    image: a\n    env_file: gone.env\n' },
    message: /gone\.env[\s\S]*compose\.yaml:4:\d+[\s\S]*hint: /,
  },
};

describe('wrong input is refused without a call to the engine', () => {
  test.each(Object.keys(wrong))('%s', name =>
    withProject(wrong[name]!.files, async ({ folder }) => {
      const outcome = await upBesideASilentEngine(folder, []);
      expect(outcome.stderr).toMatch(wrong[name]!.message);
      expect(outcome).toMatchObject({ exitCode: 1, stdout: '', connections: 0 });
    }),
  );

  test('a missing file', () =>
    withProject({}, async ({ folder }) => {
      const outcome = await upBesideASilentEngine(folder, ['-f', 'gone.yaml']);
      expect(outcome.stderr).toMatch(/gone\.yaml: no such file or directory/);
      expect(outcome).toMatchObject({ exitCode: 1, connections: 0 });
    }));
});

async function upBesideASilentEngine(folder: string, flags: readonly string[]) {
  const socketFolder = mkdtempSync(join(tmpdir(), 'gantry-socket-'));
  const socket = join(socketFolder, 'engine.sock');
  let connections = 0;
  const server: Server = createServer(connection => {
    connections++;
    connection.destroy();
  });
  await new Promise<void>(ready => server.listen(socket, ready));
  try {
    const gantry = resolve(import.meta.dirname, '../../bin/gantry');
    const outcome = await run([gantry, ...flags, 'up', '-d'], folder, {
      ...process.env,
      DOCKER_HOST: `unix://${socket}`,
    });
    return { ...outcome, connections };
  } finally {
    server.close();
    rmSync(socketFolder, { recursive: true, force: true });
  }
}

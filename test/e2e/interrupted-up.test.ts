import { describe, expect, test } from 'vitest';
import { engine, resourcesOf, statesOf, withProject } from './support.ts';

const image = 'debian:bookworm-slim';

describe('an up that was cut short', () => {
  const services = (command: string) =>
    Array.from(
      { length: 8 },
      (_, index) => `  s${index}: {image: "${image}", init: true, command: ${command}, volumes: [/data]}\n`,
    ).join('');
  const names = Array.from({ length: 8 }, (_, index) => `s${index}-1 running`);

  test('by Ctrl-C must end with 130 and leave nothing that the next one cannot use', () =>
    withProject({ 'compose.yaml': `services:\n${services('sleep 1000')}` }, async ({ name, gantry, signalled }) => {
      const interrupted = await signalled({ shown: /-1 Created/, signal: 'SIGINT' }, 'up', '-d');
      expect(interrupted.exitCode).toBe(130);
      expect((await gantry('up', '-d')).exitCode).toBe(0);
      expect(await statesOf(name)).toEqual(names);
    }));

  test.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s while it recreated must be finished by the next one, without a loss of anonymous volumes',
    signal =>
      withProject(
        { 'compose.yaml': `services:\n${services('sleep 1000')}` },
        async ({ name, gantry, signalled, write }) => {
          expect((await gantry('up', '-d')).exitCode).toBe(0);
          const before = await volumesOf(name);
          write('compose.yaml', `services:\n${services('sleep 2000')}`);
          await signalled({ shown: /Recreate /, signal }, 'up', '-d', '-t', '0');
          const next = await gantry('up', '-d', '-t', '0');
          expect(next.stderr).not.toContain('Error');
          expect(next.exitCode).toBe(0);
          expect(await statesOf(name)).toEqual(names);
          expect(await volumesOf(name)).toEqual(before);
          expect((await gantry('up', '-d')).stderr).not.toMatch(/Recreate|Creat|Start/);
        },
      ),
  );
});

async function volumesOf(name: string): Promise<[string, string | undefined][]> {
  const { containers } = await resourcesOf(name);
  return Promise.all(
    containers.map(async container => {
      const { Mounts } = await engine<{ Mounts: { Name?: string }[] }>('GET', `/containers/${container.id}/json`);
      return [container.name, Mounts[0]?.Name] as [string, string | undefined];
    }),
  );
}

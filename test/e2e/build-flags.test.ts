import { expect, test } from 'vitest';
import { engine, withProject } from './support.ts';

test('build must heed its flags', () =>
  withProject(
    {
      Dockerfile: 'FROM busybox\nARG WHO=nobody\nRUN echo "built for $WHO" | tee /who\nLABEL who=$WHO\n',
      'compose.yaml':
        'services:\n  app: {build: ., depends_on: [base]}\n  base: {build: .}\n  tool: {build: ., profiles: [tools]}\n',
    },
    async ({ name, gantry }) => {
      const built = async (service: string) => {
        const image = await engine<{ Id: string; Config: { Labels: { who: string } } }>(
          'GET',
          `/images/${name}-${service}/json`,
        );
        return { id: image.Id, who: image.Config.Labels.who };
      };
      try {
        const first = await gantry('build', '--build-arg', 'WHO=me', 'app');
        expect([first.exitCode, first.stdout]).toEqual([0, expect.stringContaining('built for me')]);
        expect((await built('app')).who).toBe('me');
        await expect(built('base')).rejects.toThrow('404');
        const quiet = await gantry('build', '-q', '--with-dependencies', 'app');
        expect([quiet.exitCode, quiet.stdout.includes('built for nobody')]).toEqual([0, false]);
        expect((await built('base')).who).toBe('nobody');
        const again = await gantry('build', '--no-cache', '-m', '512m', 'base');
        expect([again.exitCode, again.stdout.includes('built for nobody')]).toEqual([0, true]);
        // There is no registry to pull from, which shows that it is asked.
        const pulling = await gantry('build', '--pull', '--no-cache', 'base');
        expect([pulling.exitCode, pulling.stderr.includes('Image')]).toEqual([1, true]);
        await gantry('build', '-q');
        await expect(built('tool')).rejects.toThrow('404');
        expect((await gantry('build', '-q', 'tool')).exitCode).toBe(0);
        expect((await built('tool')).who).toBe('nobody');
        const unknown = await gantry('build', 'nobody');
        expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('no such service: nobody')]);
        expect((await gantry('build', '--check', 'base')).stderr).toContain('gantry has no `build --check` yet');
        expect((await gantry('build', '--print', '--ssh', 'default')).exitCode).toBe(1);
      } finally {
        for (const service of ['app', 'base', 'tool'])
          await engine('DELETE', `/images/${name}-${service}`).catch(() => undefined);
      }
    },
  ));

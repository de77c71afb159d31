import { expect, test } from 'vitest';
import { openRegistry } from './registry.ts';
import { engine, withProject } from './support.ts';

function project(host: string, name: string): string {
  return `
services:
  app: {image: "${host}/${name}:1", build: {context: ., tags: ["${host}/${name}:2"]}, depends_on: [base]}
  base: {image: "${host}/${name}-base:1", build: .}
  nameless: {build: .}
  ready: {image: busybox}
`;
}

test('what services build and name must be in the registry after a push, and be pulled from there', () =>
  withProject({ Dockerfile: 'FROM busybox\n' }, async ({ name, write, gantry }) => {
    const registry = await openRegistry();
    const { host } = registry;
    const images = [`${host}/${name}:1`, `${host}/${name}:2`, `${host}/${name}-base:1`];
    try {
      write('compose.yaml', project(host, name));
      for (const image of images)
        await engine('POST', `/images/busybox/tag?repo=${image.replace(/:(\w+)$/, '&tag=$1')}`);

      const rehearsed = await gantry('--dry-run', 'push', 'app');
      expect([rehearsed.exitCode, registry.pushed]).toEqual([0, []]);
      const skipped = await gantry('push', 'nameless', 'ready');
      expect(skipped).toEqual({ exitCode: 0, stdout: '', stderr: ' nameless Skipped \n ready Skipped \n' });

      const one = await gantry('push', '-q', 'app');
      expect([one.exitCode, [...registry.pushed].sort()]).toEqual([0, [`${name}:1`, `${name}:2`]]);
      expect(one.stderr.split('\n').sort()).toEqual(
        ['', ...images.slice(0, 2).flatMap(image => [` ${image} Pushed `, ` ${image} Pushing `])].sort(),
      );
      expect((await gantry('push', '--include-deps', 'app')).exitCode).toBe(0);
      expect(registry.pushed).toContain(`${name}-base:1`);

      write('pinned.yaml', `services: {app: {image: "${images[0]}"}}\n`);
      const pinned = `image: ${images[0]}@sha256:`;
      expect((await gantry('-f', 'pinned.yaml', 'config', '--resolve-image-digests')).stdout).toContain(pinned);
      const locked = await gantry('-f', 'pinned.yaml', 'config', '--lock-image-digests');
      expect(locked.stdout).toMatch(/^services:\n {2}app:\n {4}image: .*@sha256:[0-9a-f]{64}\n$/);

      for (const image of images) await engine('DELETE', `/images/${image}`);
      const refused = await gantry('push', 'base');
      const why = `An image does not exist locally with the tag: ${host}/${name}-base`;
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(` ${images[2]} ${why} \n`);
      expect(refused.stderr.trimEnd().split('\n').at(-1)).toBe(why);
      expect((await gantry('push', '--ignore-push-failures')).exitCode).toBe(0);

      const pulled = await gantry('pull', '--policy', 'missing', '--include-deps', 'app');
      expect([pulled.exitCode, pulled.stderr]).toEqual([0, expect.stringContaining(`Image ${images[0]} Pulled`)]);
      expect((await gantry('pull', '--policy', 'missing', 'app')).stderr).toContain('Image is already present locally');
      expect((await gantry('pull', '--ignore-buildable', 'app')).stderr).toContain('Image can be built');
    } finally {
      for (const image of images) await engine('DELETE', `/images/${image}`).catch(() => undefined);
      await registry.close();
    }
  }));

test('build --push must push what it has built', () =>
  withProject({ Dockerfile: 'FROM busybox\n' }, async ({ name, write, gantry }) => {
    const registry = await openRegistry();
    try {
      write('compose.yaml', project(registry.host, name));
      expect((await gantry('build', '--push', '--progress', 'quiet', 'app', 'nameless')).exitCode).toBe(0);
      expect([...registry.pushed].sort()).toEqual([`${name}:1`, `${name}:2`]);
    } finally {
      for (const image of [`${registry.host}/${name}:1`, `${registry.host}/${name}:2`, `${name}-nameless`])
        await engine('DELETE', `/images/${image}`).catch(() => undefined);
      await registry.close();
    }
  }));

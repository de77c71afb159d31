import { describe, expect, test } from 'vitest';
import { load, refusals } from './memory-io.ts';

describe('extends', () => {
  test('puts a service over another of the same file, through chains', async () => {
    const { project } = await load(`services:
  base: {image: base, environment: {A: 1, B: 1}, ports: ["80:80"]}
  middle: {extends: base, environment: {B: 2}}
  top: {extends: {service: middle}, ports: ["81:81"], image: top}
`);
    expect(project.services.top).toMatchObject({
      image: 'top',
      environment: { A: '1', B: '2' },
      ports: [{ published: '80' }, { published: '81' }],
    });
    expect(project.services.top).not.toHaveProperty('extends');
  });

  test('takes a service of another file, whose paths are relative to that file', async () => {
    const { project } = await load('services: {a: {extends: {file: sub/base.yaml, service: b}}}\n', {
      beside: {
        '/p/sub/base.yaml':
          'include: [ignored.yaml]\nservices:\n  b: {extends: {file: deep/c.yaml, service: c}, build: .}\n  other: {image: x}\n',
        '/p/sub/deep/c.yaml': 'services: {c: {volumes: ["./v:/v"], image: "c:${TAG:-1}"}}\n',
      },
    });
    expect(Object.keys(project.services)).toEqual(['a']);
    expect(project.services.a).toMatchObject({
      image: 'c:1',
      build: { context: '/p/sub' },
      volumes: [{ source: '/p/sub/deep/v' }],
    });
  });

  test('!reset takes from the base', async () => {
    const { project } = await load(`services:
  base: {image: base, ports: ["80:80"], dns: [1.1.1.1]}
  a: {extends: base, ports: !reset [], dns: !override [8.8.8.8]}
`);
    expect(project.services.a!.ports ?? []).toEqual([]);
    expect(project.services.a!.dns).toEqual(['8.8.8.8']);
  });

  test('a mistake in the base is shown where it stands', async () => {
    const run = load('services: {a: {extends: {file: b.yaml, service: b}}}\n', {
      beside: { '/p/b.yaml': 'services:\n  b:\n    image: b\n    imagee: c\n' },
    });
    expect(await refusals(run)).toEqual([
      "/p/b.yaml:4:5 validating /p/b.yaml: services.b additional properties 'imagee' not allowed",
    ]);
  });

  test.each([
    ['a: {extends: b}', 'cannot extend service "a" in /p/compose.yaml: service "b" not found'],
    ['a: {extends: {file: no.yaml, service: b}}', 'open /p/no.yaml: no such file or directory'],
    ['a: {extends: a}', 'Circular reference: a in /p/compose.yaml extends a in /p/compose.yaml'],
  ])('refuses %s', async (service, message) => {
    const [refusal] = await refusals(load(`services: {${service}}\n`));
    expect(refusal).toContain(message);
    expect(refusal).toMatch(/^\/p\/compose\.yaml:1:\d+ /);
  });
});

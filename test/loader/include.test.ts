import { describe, expect, test } from 'vitest';
import { inlineFiles } from '../../src/convert/file-objects.ts';
import { projectDocument } from '../../src/model/config-document.ts';
import { load, refusals } from './memory-io.ts';

describe('include', () => {
  test('brings services, and resolves their paths from their own folder', async () => {
    const { project } = await load('include: [sub/inc.yaml]\nservices: {a: {image: a, depends_on: [b]}}\n', {
      beside: { '/p/sub/inc.yaml': 'name: other\nservices: {b: {image: b, volumes: ["./data:/data"]}}\n' },
    });
    expect(project.name).toBe('p');
    expect(Object.keys(project.services)).toEqual(['a', 'b']);
    expect(project.services.b!.volumes![0]!.source).toBe('/p/sub/data');
  });

  test('several paths override one another; project_directory moves the base', async () => {
    const { project } = await load(
      'include:\n  - {path: [sub/a.yaml, sub/b.yaml], project_directory: base}\nservices: {}\n',
      {
        beside: {
          '/p/sub/a.yaml': 'services: {x: {image: a, build: .}}\n',
          '/p/sub/b.yaml': 'services: {x: {image: b}}\n',
        },
      },
    );
    expect(project.services.x).toMatchObject({ image: 'b', build: { context: '/p/base' } });
  });

  test('fills in variables from its own .env, which never overrides', async () => {
    const { project } = await load('include: [sub/inc.yaml]\nservices: {a: {image: "a:$TAG$OWN"}}\n', {
      beside: {
        '/p/.env': 'TAG=p\n',
        '/p/sub/.env': 'TAG=sub\nOWN=own\n',
        '/p/sub/inc.yaml': 'services: {b: {image: "b:$TAG$OWN", environment: [OWN]}}\n',
      },
    });
    expect(project.services.a!.image).toBe('a:p');
    expect(project.services.b).toMatchObject({ image: 'b:pown', environment: { OWN: 'own' } });
  });

  test('has secrets and configs of its own variables, which others have of theirs', async () => {
    const { project } = await load(
      'include: [{path: sub/inc.yaml, env_file: inc.env}]\nsecrets: {own: {environment: TOKEN}}\nservices: {a: {image: a, secrets: [own]}}\n',
      {
        beside: {
          '/p/.env': 'SHARED=project\n',
          '/p/inc.env': 'TOKEN=included\nSHARED=other\nDEEP=one\n',
          '/p/sub/inc.yaml':
            'include: [deep/inc.yaml]\nservices: {b: {image: b, secrets: [token, shared], configs: [token]}}\nsecrets: {token: {environment: TOKEN}, shared: {environment: SHARED}}\nconfigs: {token: {environment: TOKEN}}\n',
          '/p/sub/deep/.env': 'DEEP=two\nDEEPER=three\n',
          '/p/sub/deep/inc.yaml':
            'services: {c: {image: c, secrets: [deep, deeper]}}\nsecrets: {deep: {environment: DEEP}, deeper: {environment: DEEPER}}\n',
        },
      },
    );
    const filesOf = (name: string) =>
      inlineFiles(project, project.services[name]!).map(({ path, content }) => [path, content]);
    expect(filesOf('b')).toEqual([
      ['/run/secrets/token', 'included'],
      ['/run/secrets/shared', 'project'],
      ['/token', 'included'],
    ]);
    expect(filesOf('c')).toEqual([
      ['/run/secrets/deep', 'one'],
      ['/run/secrets/deeper', 'three'],
    ]);
    expect(() => filesOf('a')).toThrow('environment variable "TOKEN" required by secret "p_own" is not set');
    expect(JSON.stringify(projectDocument(project, { format: 'yaml', flavour: '5' }))).not.toMatch(/included|three/);
  });

  test('the including document wins, and may extend what it includes', async () => {
    const text = 'include: [inc.yaml]\nservices:\n  b: {image: mine}\n  c: {extends: b, tty: true}\n';
    const { project } = await load(text, { beside: { '/p/inc.yaml': 'services: {b: {image: b, init: true}}\n' } });
    expect(project.services.b).toMatchObject({ image: 'mine', init: true });
    expect(project.services.c).toMatchObject({ image: 'mine', init: true, tty: true });
  });

  test('the same file twice is included once', async () => {
    const beside = {
      '/p/a.yaml': 'include: [c.yaml]\nservices: {}\n',
      '/p/b.yaml': 'include: [c.yaml]\nservices: {}\n',
      '/p/c.yaml': 'services: {c: {image: c, cap_drop: [ALL], command: [x]}}\n',
    };
    const { project } = await load('include: [a.yaml, b.yaml]\nservices: {}\n', { beside });
    expect(project.services.c).toMatchObject({ cap_drop: ['ALL'], command: ['x'] });
  });

  test.each([
    ['include: [no.yaml]', '/p/compose.yaml:1:11 open /p/no.yaml: no such file or directory'],
    ['include: [{path: ok.yaml, env_file: no.env}]', '/p/compose.yaml:1:37 stat /p/no.env: no such file or directory'],
    ['include: [compose.yaml]', '/p/compose.yaml:1:11 include cycle detected: /p/compose.yaml include /p/compose.yaml'],
  ])('refuses %s', async (text, message) => {
    const beside = { '/p/ok.yaml': 'services: {}\n' };
    expect(await refusals(load(`${text}\nservices: {a: {image: a}}\n`, { beside }))).toEqual([message]);
  });

  test.each([
    ['no.yaml', 'create it'],
    ['oci://registry/app:1', 'fetch it'],
    ['https://host/team/app.git', 'fetch it'],
    ['git@host:team/app.git', 'fetch it'],
  ])('tells of %s what to do', async (path, hint) => {
    await expect(load(`include: [${path}]\n`)).rejects.toMatchObject({
      diagnostics: [{ code: 'no-such-file', hint: expect.stringContaining(hint) }],
    });
  });
});

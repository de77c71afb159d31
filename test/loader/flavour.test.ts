import { describe, expect, test } from 'vitest';
import { projectDocument } from '../../src/model/config-document.ts';
import { type ComposeFlavour, flavours } from '../../src/model/flavour.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';
import { load, refusals } from './memory-io.ts';

const both = Object.keys(flavours) as ComposeFlavour[];

async function refusalsOf(composeVersion: ComposeFlavour, text: string, beside = {}): Promise<readonly string[]> {
  return refusals(load(text, { composeVersion, beside })).catch(() => []);
}

describe('operands that are not used', () => {
  const text = 'services: {a: {image: "x:${TAG:-${NO:?wanted}}", labels: {a: "${TAG+$UNSET}"}}}\n';

  test('say nothing in 5', async () => {
    const { project } = await load(text.replace('TAG+', 'NONE+'), { env: { TAG: '1' } });
    expect(project.services.a!.image).toBe('x:1');
  });

  test('are looked at in 2', async () => {
    const refused = await refusals(load(text, { composeVersion: '2', env: { TAG: '1' } }));
    expect(refused.map(line => line.replace(/^\S+ /, ''))).toEqual([
      'error while interpolating services.a.image: required variable NO is missing a value: wanted',
    ]);
  });

  test('are told of once', async () => {
    const used = 'services: {a: {image: "x:${NONE:-$UNSET}", labels: {a: "${TAG:-$OTHER}"}}}\n';
    const { warnings } = await load(used, { composeVersion: '2', env: { TAG: '1' } });
    expect(warnings.map(({ message }) => /"(\w+)"/.exec(message)?.[1])).toEqual(['UNSET', 'OTHER']);
  });
});

describe('what is included', () => {
  const beside = { '/p/inc.yaml': 'services: {b: {image: b}}\nnetworks: {n: {driver: bridge}}\n' };

  test.each(both)('can be extended in 5 only: %s', async version => {
    const refused = await refusalsOf(version, 'include: [inc.yaml]\nservices: {a: {extends: b}}\n', beside);
    expect(refused).toHaveLength(version === '5' ? 0 : 1);
  });

  test('cannot be changed in place in 2', async () => {
    const text = 'include: [inc.yaml]\nservices:\n  b: {image: c}\nnetworks:\n  n: {driver: overlay}\n';
    expect(await refusalsOf('2', text, beside)).toEqual([
      '/p/compose.yaml:3:3 services.b conflicts with imported resource',
      '/p/compose.yaml:5:3 networks.n conflicts with imported resource',
    ]);
    expect(await refusalsOf('5', text, beside)).toEqual([]);
  });

  test('may be repeated as it is in 2', async () => {
    expect(await refusalsOf('2', 'include: [inc.yaml]\nservices: {b: {image: b}}\n', beside)).toEqual([]);
  });
});

describe('attributes that came with 5', () => {
  test.each([
    ['pre_start: [{command: x}]', 'services.a', 'pre_start'],
    ['build: {context: ., no_cache_filter: [x]}', 'services.a.build', 'no_cache_filter'],
  ])('%s', async (attribute, place, key) => {
    const text = `services:\n  a: {image: a, ${attribute}}\n`;
    expect((await refusalsOf('2', text)).map(line => line.replace(/^\S+ /, ''))).toEqual([
      `validating /p/compose.yaml: ${place} additional properties '${key}' not allowed`,
    ]);
    expect(await refusalsOf('5', text)).toEqual([]);
  });
});

describe('an optional dependency that no file defines', () => {
  const text = 'services:\n  a: {image: a, depends_on: {no: {condition: service_started, required: false}}}\n';

  test('is left out in 5, with a warning', async () => {
    const { project, warnings } = await load(text, { services: ['a'] });
    expect(project.services.a!.depends_on).toBeUndefined();
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      [
        'undefined-optional-dependency',
        'service "a" depends on undefined service "no", which is optional and left out',
      ],
    ]);
    expect(warnings[0]!.location).toMatchObject({ file: '/p/compose.yaml', range: { start: { line: 2 } } });
  });

  test('is a mistake in 2', async () => {
    expect((await refusalsOf('2', text)).map(line => line.replace(/^\S+ /, ''))).toEqual([
      'service "a" depends on undefined service "no": invalid compose project',
    ]);
  });

  test('is what `config` prints of one whose profile is not active', async () => {
    const { project } = await load(`${text}  no: {image: b, profiles: [p]}\n`);
    const printed = renderConfigYaml(projectDocument(project, { format: 'yaml', flavour: '5', escapeDollars: true }));
    const again = await load(printed);
    expect(again.project.services).toEqual(project.services);
  });
});

test.each(both)('a bind mount with options creates the folder in 5 only: %s', async composeVersion => {
  const text = 'services: {a: {image: a, volumes: [{type: bind, source: /s, target: /t, bind: {selinux: z}}]}}\n';
  const { project } = await load(text, { composeVersion });
  expect(project.services.a!.volumes![0]!.bind!.create_host_path).toBe(composeVersion === '5' ? true : undefined);
});

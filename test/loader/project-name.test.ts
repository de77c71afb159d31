import { describe, expect, test } from 'vitest';
import { type Given, load, refusals } from './memory-io.ts';

const services = 'services: {a: {image: x}}\n';

describe('the project is named', () => {
  test.each<[string, string, Given, string]>([
    ['after its folder', services, {}, 'p'],
    ['by the file', `name: My App!\n${services}`, {}, 'myapp'],
    ['by the last file that has a name', `name: a\n${services}---\nname: b\n`, {}, 'b'],
    ['by the environment', `name: a\n${services}`, { env: { COMPOSE_PROJECT_NAME: 'env' } }, 'env'],
    ['by -p', `name: a\n${services}`, { projectName: 'flag', env: { COMPOSE_PROJECT_NAME: 'env' } }, 'flag'],
    ['with variables', `name: a-\${B:-c}\n${services}`, {}, 'a-c'],
  ])('%s', async (_, text, given, name) => {
    expect((await load(text, given)).project.name).toBe(name);
  });

  test('and files may use the name', async () => {
    const { project } = await load('name: app\nservices: {a: {image: "$COMPOSE_PROJECT_NAME"}}\n');
    expect(project.services.a!.image).toBe('app');
  });
});

const rule =
  'must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number';

describe('refuses', () => {
  test.each<[string, string, Given, string]>([
    ['a -p that is no name', services, { projectName: 'My App' }, `invalid project name "My App": ${rule}`],
    [
      'a variable that is no name',
      services,
      { env: { COMPOSE_PROJECT_NAME: '-a' } },
      `invalid project name "-a": ${rule}`,
    ],
    ['a name of which nothing is left', `name: "..."\n${services}`, {}, 'project name must not be empty'],
    ['a name that comes out empty', `name: "$NO"\n${services}`, {}, 'project name must not be empty'],
    ['a number', `name: 5\n${services}`, {}, '/p/compose.yaml:1:7 validating /p/compose.yaml: name must be a string'],
  ])('%s', async (_, text, given, message) => {
    expect(await refusals(load(text, given))).toEqual([message]);
  });
});

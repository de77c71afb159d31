import { describe, expect, test } from 'vitest';
import {
  containerName,
  hookContainerName,
  imageName,
  type Naming,
  replacementName,
} from '../../src/model/resource-names.ts';

const service = { name: 'web' };

describe.each<[string, Naming, string, string, string, string]>([
  ['names', { name: 'app' }, 'app-web-2', 'app-web', 'app-web-pre_start-0', 'app-web-3-pre_start-1'],
  [
    'names as Compose 1 had them',
    { name: 'app', nameSeparator: '_' },
    'app_web_2',
    'app_web',
    'app_web_pre_start_0',
    'app_web_3_pre_start_1',
  ],
])('%s', (_name, project, container, image, hook, replicaHook) => {
  test('of a container', () => expect(containerName(project, service, 2)).toBe(container));
  test('of an image', () => expect(imageName(project, service)).toBe(image));
  test('of a hook', () => expect(hookContainerName(project, service, { index: 0 })).toBe(hook));
  test('of a hook for one replica', () =>
    expect(hookContainerName(project, service, { index: 1, number: 3 })).toBe(replicaHook));
});

test('a name that the service gives is taken as it is', () => {
  expect(containerName({ name: 'app' }, { ...service, container_name: 'mine' }, 1)).toBe('mine');
  expect(imageName({ name: 'app' }, { ...service, image: 'nginx' })).toBe('nginx');
});

test('a replacement is named after the container that it replaces', () => {
  expect(replacementName('0123456789abcdef', 'app-web-1')).toBe('0123456789ab_app-web-1');
});

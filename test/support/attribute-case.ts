import { toContainer } from '../../src/convert/container.ts';
import { toExec } from '../../src/convert/hook.ts';
import { toNetwork } from '../../src/convert/network.ts';
import { toVolume } from '../../src/convert/volume.ts';
import type { Project } from '../../src/model/project.ts';
import { load } from '../loader/memory-io.ts';

/** Loads what stands in a file: lines of a service `a` for an attribute of services, else of the top level. */
export async function loadForm(path: string, form: string): Promise<Project> {
  const text = path.startsWith('services.*.') ? serviceFile(form) : topLevelFile(form);
  return (await load(text, { beside, env: { V: 'v' }, allResources: true, resolveEnvironment: false })).project;
}

/** Files that forms name. */
export const beside = {
  '/p/e.env': 'FROM_ENV=v\n',
  '/p/l.env': 'l=v\n',
  '/p/other.yaml': 'services: {z: {image: z, cpuset: "1"}}\n',
  '/p/env.yaml': 'services: {z: {image: "${FROM_ENV}"}}\n',
  '/p/paths.yaml': 'services: {z: {image: z, volumes: ["./data:/data"]}}\n',
};

const resources = [
  ['networks', 'net: {}'],
  ['volumes', 'vol: {}'],
  ['secrets', 's: {file: ./s}'],
  ['configs', 'c: {file: ./c}'],
  ['models', 'm: {model: m}'],
] as const;

function serviceFile(form: string): string {
  const image = /^(image|provider):/.test(form) ? '' : '    image: a\n';
  const declared = resources.map(([section, entry]) => `${section}: {${entry}}\n`).join('');
  return `services:\n  b: {image: b, cpuset: "1"}\n  a:\n${image}    ${form}\n${declared}`;
}

function topLevelFile(form: string): string {
  return form.startsWith('services') ? `${form}\n` : `services: {a: {image: a}}\n${form}\n`;
}

/** What stands at the path of an attribute: `*` is `x` or service `a` where there is one, else the first key. */
export function valueAt(path: string, model: unknown): unknown {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .reduce<unknown>((value, step) => (isObject(value) ? value[stepInto(value, step)] : undefined), model);
}

function stepInto(value: Record<string, unknown>, step: string): string {
  if (step === '[]') return '0';
  if (step !== '*') return step;
  return ['x', 'a'].find(name => name in value) ?? Object.keys(value).sort()[0] ?? '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The fields of the request to the engine that this project has otherwise than one which says nothing. */
export async function sentFor(path: string, project: Project): Promise<Record<string, unknown>> {
  const [section = ''] = path.split('.');
  const plain = plainForms[section];
  if (plain === undefined) return {};
  const [own, usual] = [request(section, project), request(section, await loadForm(`${section}.*.x`, plain))];
  const changed = Object.keys(own).filter(field => JSON.stringify(own[field]) !== JSON.stringify(usual[field]));
  return JSON.parse(JSON.stringify(Object.fromEntries(changed.map(field => [field, own[field]])))) as typeof own;
}

const plainForms: Readonly<Record<string, string>> = {
  services: 'attach: true',
  networks: 'networks: {x: {}}',
  volumes: 'volumes: {x: {}}',
};

function request(section: string, { networks, volumes, ...project }: Project): Record<string, unknown> {
  if (section === 'networks') return { ...toNetwork(networks.x!, {}) };
  if (section === 'volumes') return { ...toVolume(volumes.x!, {}) };
  return project.services.a === undefined ? {} : containerFields({ ...project, networks, volumes });
}

function containerFields(project: Project): Record<string, unknown> {
  const { post_start: after = [], pre_stop: before = [] } = project.services.a!;
  const [hook] = [...after, ...before];
  const { HostConfig: host, ...config } = toContainer({
    project,
    service: project.services.a!,
    number: 1,
    name: 'p-a-1',
    labels: {},
    linked: { b: ['p-b-1'] },
    inheritedMounts: [],
    proxyVariables: {},
    profiles: {},
    apiVersion: '1.51',
    composeVersion: '5',
  }).body;
  const exec = hook === undefined ? {} : prefixed('exec', toExec(hook, { tty: false }));
  return { ...config, ...prefixed('HostConfig', host ?? {}), ...exec };
}

function prefixed(name: string, fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${name}.${key}`, value]));
}

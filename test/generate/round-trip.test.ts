import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toContainer } from '../../src/convert/container.ts';
import type { ContainerCreate, ContainerInspect, EndpointSettings } from '../../src/engine/api.ts';
import type { Facts } from '../../src/generate/facts.ts';
import { generateProject } from '../../src/generate/generate.ts';
import { projectDocument } from '../../src/model/config-document.ts';
import type { Project } from '../../src/model/project.ts';
import { resolveReferences } from '../../src/model/references.ts';
import { renderConfigYaml } from '../../src/render/config-yaml.ts';
import { load } from '../loader/memory-io.ts';
import { loadForm } from '../support/attribute-case.ts';

// Whatever an attribute has the engine be asked for, the file that is generated of the container asks for, too.

interface Row {
  readonly forms: readonly string[];
  readonly sent?: Readonly<Record<string, unknown>>;
}

const folder = resolve(import.meta.dirname, '../../fixtures/attributes');
const rows = readdirSync(folder)
  .flatMap(file => Object.entries(parse(readFileSync(resolve(folder, file), 'utf8')) as Record<string, Row>))
  .filter(([path, { sent = {} }]) => path.startsWith('services.') && Object.keys(sent).some(key => !/^exec/.test(key)));

/** The engine fills these in where nobody has asked, and doesn't tell which it was. */
const unsaid = ['services.*.cgroup', 'services.*.mac_address', 'services.*.networks.*.mac_address'];

test.each(rows.filter(([path]) => !unsaid.includes(path)))('%s', async (path, { forms }) => {
  const project = await loadForm(path, forms[0]!);
  const asked = request(project);
  const { project: generated } = generateProject(factsOf(project, asked));
  const text = renderConfigYaml(projectDocument(generated, { format: 'yaml', flavour: '5', escapeDollars: true }));
  const again = (await load(text)).project;
  expect(comparable(request(again)), text).toEqual(comparable(asked));
});

function request(project: Project): ContainerCreate {
  const service = resolveReferences(project.services.a!, idOf, () => 'image')!;
  return toContainer({
    project,
    service,
    number: 1,
    name: service.container_name ?? 'p-a-1',
    labels: service.labels ?? {},
    linked: { b: ['p-b-1'] },
    inheritedMounts: [],
    proxyVariables: {},
    profiles: {},
    apiVersion: '1.51',
    composeVersion: '5',
  }).body;
}

function idOf(service: string): string {
  return service.repeat(64);
}

function factsOf(project: Project, body: ContainerCreate): Facts {
  const owned = (key: string, kind: string) => ({
    'com.docker.compose.project': project.name,
    [`com.docker.compose.${kind}`]: key,
  });
  const service = project.services.a!;
  const own = inspect(service.container_name ?? 'p-a-1', 'a', project, body);
  const other = inspect('p-b-1', 'b', project, { Image: 'b', HostConfig: {} });
  return {
    containers: [own, other].map(container => ({ container, image: undefined, imageHasMoved: false })),
    networks: Object.entries(project.networks).map(([key, { name, external }]) => ({
      Id: name,
      Name: name,
      Driver: 'bridge',
      Labels: external ? {} : owned(key, 'network'),
    })),
    volumes: Object.entries(project.volumes).map(([key, { name, external }]) => ({
      Name: name,
      Driver: 'local',
      Mountpoint: '',
      Labels: external ? {} : owned(key, 'volume'),
    })),
    names: new Map(),
  };
}

function inspect(name: string, service: string, project: Project, body: ContainerCreate): ContainerInspect {
  const { HostConfig: host, NetworkingConfig: networking, ...config } = body;
  const labels = {
    'com.docker.compose.project': project.name,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': '1',
  };
  const anonymous = (host.Mounts ?? []).filter(({ Type, Source }) => Type === 'volume' && !Source);
  return {
    Id: idOf(service),
    Name: `/${name}`,
    Created: '',
    Image: '',
    State: { Status: 'running', Running: true, ExitCode: 0 },
    Config: { ...config, Image: body.Image!, Labels: { ...body.Labels, ...labels } },
    HostConfig: host,
    Mounts: anonymous.map(({ Target }) => ({ Type: 'volume', Name: '0'.repeat(64), Destination: Target })),
    NetworkSettings: { Networks: networking?.EndpointsConfig ?? {} },
  };
}

/** Without what makes no difference to the engine. */
function comparable(body: ContainerCreate): unknown {
  const { Binds, Mounts } = body.HostConfig;
  const endpoints = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {}).map(([name, endpoint]) => [
    name,
    { ...endpoint, Aliases: [...new Set(endpoint.Aliases ?? [])].sort() } satisfies EndpointSettings,
  ]);
  const text = JSON.stringify({
    ...body,
    HostConfig: { ...body.HostConfig, Binds: [...(Binds ?? [])].sort(), Mounts: Mounts ?? [] },
    NetworkingConfig: Object.fromEntries(endpoints),
  });
  return JSON.parse(text, (key, value) => (/^(IPAMConfig|\w+Options)$/.test(key) ? filled(value) : value));
}

function filled(value: object): object | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import type { Path } from '../tree.ts';
import { hintForUndefined, invalidProject, type ServiceCheck } from './check.ts';

/** What a service uses must be declared. */
export const checkReferences: ServiceCheck = (service, { project, problem }) => {
  for (const { kind, section, name, at } of referencesOf(service)) {
    if (Object.hasOwn(project[section], name)) continue;
    problem(
      `undefined-${kind.replace(' ', '-')}`,
      invalidProject(`service ${JSON.stringify(service.name)} refers to undefined ${kind} ${name}`),
      { at, hint: hintForUndefined(name, project[section], section) },
    );
  }
};

export const checkDependencies: ServiceCheck = (service, context) => {
  const { services, disabledServices = {} } = context.project;
  for (const [name, { required }] of Object.entries(service.depends_on ?? {})) {
    const isDisabled = Object.hasOwn(disabledServices, name);
    if (Object.hasOwn(services, name) || (isDisabled && !required)) continue;
    const at = dependencyPath(service, name);
    const isOptional = !required && at[0] === 'depends_on' && context.rules.allowsUndefinedOptionalDependency;
    const code = isOptional ? 'undefined-optional-dependency' : 'undefined-dependency';
    const message = `service ${JSON.stringify(service.name)} depends on undefined service ${JSON.stringify(name)}`;
    const hint = isDisabled ? `activate a profile of ${name}` : hintForUndefined(name, services, 'services');
    if (isOptional)
      context.problem(code, `${message}, which is optional and left out`, { at, hint, severity: 'warning' });
    else context.problem(code, invalidProject(message), { at, hint });
  }
};

export const checkAdditionalContexts: ServiceCheck = (service, { project, problem }) => {
  for (const [context, target] of Object.entries(service.build?.additional_contexts ?? {})) {
    if (!target.startsWith('service:')) continue;
    const name = target.slice('service:'.length);
    const built = project.services[name];
    if (built?.build) continue;
    const kind = built === undefined ? 'unknown' : 'non-buildable';
    problem(
      'additional-context-service',
      `service ${JSON.stringify(service.name)} declares ${kind} service ${JSON.stringify(name)} as additional contexts ${context}`,
      { at: ['build', 'additional_contexts', context], hint: hintForContext(name, { project, isKnown: !!built }) },
    );
  }
};

interface Reference {
  readonly kind: string;
  readonly section: 'networks' | 'volumes' | 'secrets' | 'configs' | 'models';
  readonly name: string;
  readonly at: Path;
}

function referencesOf(service: Service): Reference[] {
  const { networks = {}, volumes = [], secrets = [], configs = [], models = {}, build } = service;
  return [
    ...Object.keys(networks).map(name => reference('network', 'networks', { name, at: ['networks', name] })),
    ...volumes.flatMap(({ type, source }, index) =>
      type === 'volume' && source ? [reference('volume', 'volumes', { name: source, at: ['volumes', index] })] : [],
    ),
    ...fileReferences('build secret', 'secrets', { files: build?.secrets ?? [], at: ['build', 'secrets'] }),
    ...fileReferences('config', 'configs', { files: configs, at: ['configs'] }),
    ...fileReferences('secret', 'secrets', { files: secrets, at: ['secrets'] }),
    ...Object.keys(models).map(name => reference('model', 'models', { name, at: ['models', name] })),
  ];
}

function reference(kind: string, section: Reference['section'], { name, at }: { name: string; at: Path }): Reference {
  return { kind, section, name, at };
}

function fileReferences(
  kind: string,
  section: Reference['section'],
  { files, at }: { files: readonly { readonly source?: string }[]; at: Path },
): Reference[] {
  return files.map(({ source = '' }, index) => reference(kind, section, { name: source, at: [...at, index] }));
}

/** Where the file says it: in depends_on, or in what implies the dependency. */
function dependencyPath(service: Service, name: string): Path {
  const namespace = (['network_mode', 'ipc', 'pid', 'uts', 'cgroup'] as const).find(
    key => service[key] === `service:${name}`,
  );
  if (namespace) return [namespace];
  for (const key of ['links', 'volumes_from'] as const) {
    const index = service[key]?.findIndex(entry => entry.split(':')[0] === name) ?? -1;
    if (index >= 0) return [key, index];
  }
  return ['depends_on', name];
}

function hintForContext(
  name: string,
  { project, isKnown }: { project: Pick<Project, 'services'>; isKnown: boolean },
): string {
  return isKnown ? `give ${name} a "build:" section` : hintForUndefined(name, project.services, 'services');
}

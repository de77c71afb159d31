import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from './project.ts';
import type { Service } from './service.ts';

/** The project with the services of these profiles enabled; `*` stands for all. A service without profiles always is. */
export function withProfiles(project: Project, profiles: readonly string[]): Project {
  const all = { ...project.services, ...project.disabledServices };
  const names = Object.keys(all).sort();
  const active = (name: string) => isActive(all[name]!, profiles);
  return {
    ...project,
    services: pick(
      all,
      names.filter(name => active(name)),
    ),
    disabledServices: pick(
      all,
      names.filter(name => !active(name)),
    ),
  };
}

/** Naming a service turns its profiles on, beside the active ones. */
export function withServicesEnabled(
  project: Project,
  names: readonly string[],
  activeProfiles: readonly string[],
): Project {
  const added = names
    .filter(name => !Object.hasOwn(project.services, name))
    .flatMap(name => (Object.hasOwn(project.disabledServices, name) ? project.disabledServices[name]!.profiles : []));
  const profiles = added.filter(profile => profile !== undefined);
  return profiles.length === 0 ? project : withProfiles(project, [...activeProfiles, ...profiles]);
}

/**
 * The project with only the named services (or globs) enabled, and what they depend on unless `noDeps`. What they
 * depend on beyond that is forgotten. No names: all stay.
 */
export function selectServices(
  project: Project,
  names: readonly string[],
  { noDeps = false }: { readonly noDeps?: boolean } = {},
): Project {
  if (names.length === 0) return project;
  const selected = new Set<string>();
  const pending = names.flatMap(pattern => matching(pattern, project));
  // What is added on the way is looked at too.
  for (const name of pending) {
    if (selected.has(name)) continue;
    selected.add(name);
    if (noDeps) continue;
    for (const [dependency, { required }] of Object.entries(project.services[name]!.depends_on ?? {})) {
      if (Object.hasOwn(project.services, dependency)) pending.push(dependency);
      else if (required) throw noSuchService(dependency, project);
    }
  }
  const left = Object.keys(project.services).filter(name => !selected.has(name));
  return {
    ...project,
    services: Object.fromEntries([...selected].sort().map(name => [name, cut(project.services[name]!, selected)])),
    disabledServices: { ...project.disabledServices, ...pick(project.services, left) },
  };
}

/** The project without the networks, volumes, secrets, configs and models that no enabled service uses. */
export function withoutUnusedResources(project: Project): Project {
  const services = Object.values(project.services);
  return {
    ...project,
    networks: used(project.networks, services, service => Object.keys(service.networks ?? {})),
    volumes: used(project.volumes, services, volumesOf),
    secrets: used(project.secrets, services, secretsOf),
    configs: used(project.configs, services, service => (service.configs ?? []).map(({ source }) => source)),
    models: used(project.models, services, service => Object.keys(service.models ?? {})),
  };
}

/** The project without the names of the files that labels were read from. */
export function withoutLabelFiles(project: Project): Project {
  const services = Object.entries(project.services).map(([name, { label_file, ...service }]) => [name, service]);
  return { ...project, services: Object.fromEntries(services) };
}

function isActive({ profiles = [] }: Service, active: readonly string[]): boolean {
  return profiles.length === 0 || active.some(profile => profile === '*' || profiles.includes(profile));
}

function matching(pattern: string, project: Project): string[] {
  const glob = globExpression(pattern);
  const names = Object.keys(project.services)
    .filter(name => name === pattern || glob.test(name))
    .sort();
  if (names.length === 0) throw noSuchService(pattern, project);
  return names;
}

// `*`, `?` and `[a-z]`, as shells have them; a bracket that is not closed matches nothing.
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[\^?[^\]]+\]|[\s\S]/g, part => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.length > 1 ? part : part.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${source}$`);
}

function noSuchService(name: string, { disabledServices }: Project): ComposeError {
  const profiles = Object.hasOwn(disabledServices, name) ? (disabledServices[name]!.profiles ?? []) : [];
  const hint = `it is in profile ${profiles.join(' and ')}, which is not active: add --profile ${profiles[0]}`;
  return new ComposeError('no-such-service', `no such service: ${name}`, profiles.length > 0 ? { hint } : {});
}

function cut(service: Service, selected: ReadonlySet<string>): Service {
  const { depends_on: dependencies, ...rest } = service;
  const kept = Object.entries(dependencies ?? {}).filter(([name]) => selected.has(name));
  return kept.length === 0 ? rest : { ...rest, depends_on: Object.fromEntries(kept) };
}

function volumesOf({ volumes = [] }: Service): (string | undefined)[] {
  return volumes.filter(({ type }) => type === 'volume').map(({ source }) => source);
}

function secretsOf({ secrets = [], build }: Service): (string | undefined)[] {
  return [...secrets, ...(build?.secrets ?? [])].map(({ source }) => source);
}

function used<T>(
  resources: Readonly<Record<string, T>>,
  services: readonly Service[],
  namesOf: (service: Service) => readonly (string | undefined)[],
): Readonly<Record<string, T>> {
  const names = new Set(services.flatMap(namesOf));
  return pick(
    resources,
    Object.keys(resources).filter(name => names.has(name)),
  );
}

function pick<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(keys.map(key => [key, record[key]!]));
}

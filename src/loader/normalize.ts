import { isList, isMap, type Tree, type TreeMap, treeMap } from './tree.ts';

export interface NormalizeOptions {
  readonly projectName: string;
  /** Where variables without a value take theirs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Writes out what a canonical model only implies: the default network, names, dependencies, inherited variables. */
export function normalize(tree: Tree, options: NormalizeOptions): Tree {
  if (!isMap(tree)) return tree;
  const services = mapValues(tree.services, service => normalizeService(service, options.environment));
  const normal = withDefaultNetwork({ ...tree, ...(services === undefined ? {} : { services }) });
  return treeMap(
    Object.entries(normal).map(([key, section]) => [
      key,
      namedSections.includes(key) ? withNames(section, options.projectName) : section,
    ]),
  );
}

const namedSections = ['networks', 'volumes', 'secrets', 'configs'];

function normalizeService(service: Tree, environment: NormalizeOptions['environment']): Tree {
  if (!isMap(service)) return service;
  return treeMap(
    Object.entries({
      ...service,
      ...networksOf(service),
      ...buildOf(service, environment),
      ...(service.pull_policy === 'if_not_present' ? { pull_policy: 'missing' } : {}),
      ...(service.environment === undefined ? {} : { environment: inherit(service.environment, environment) }),
      ...hooksOf(service),
      ...dependenciesOf(service),
    }),
  );
}

/** A service says nothing about networks: it joins the project's default one. */
function networksOf({ networks, network_mode: mode, provider }: TreeMap): TreeMap {
  const isEmpty =
    networks === undefined || networks === null || (isMap(networks) && Object.keys(networks).length === 0);
  const joinsNone = (mode !== undefined && mode !== null) || (provider !== undefined && provider !== null);
  return isEmpty && !joinsNone ? { networks: treeMap([['default', null]]) } : {};
}

function buildOf({ build }: TreeMap, environment: NormalizeOptions['environment']): TreeMap {
  if (!isMap(build)) return {};
  const needsDockerfile = build.dockerfile === undefined && build.dockerfile_inline === undefined;
  return {
    build: treeMap([
      ...Object.entries(build),
      ...(needsDockerfile ? ([['dockerfile', 'Dockerfile']] as const) : []),
      ...(build.args === undefined ? [] : ([['args', withoutUnset(inherit(build.args, environment))]] as const)),
    ]),
  };
}

/** Variables without a value take that of the environment; those it doesn't know stay without. */
function inherit(variables: Tree, environment: NormalizeOptions['environment']): Tree {
  if (isList(variables)) return variables.map(entry => inheritListed(entry, environment));
  return mapValues(variables, (value, key) => value ?? environment[key] ?? null) ?? variables;
}

function inheritListed(entry: Tree, environment: NormalizeOptions['environment']): Tree {
  if (typeof entry !== 'string' || entry.includes('=') || environment[entry] === undefined) return entry;
  return `${entry}=${environment[entry]}`;
}

function withoutUnset(variables: Tree): Tree {
  if (isList(variables)) return variables.filter(entry => typeof entry !== 'string' || entry.includes('='));
  return isMap(variables) ? treeMap(Object.entries(variables).filter(([, value]) => value !== null)) : variables;
}

function hooksOf({ pre_start: hooks, image }: TreeMap): TreeMap {
  if (!isList(hooks) || image === undefined) return {};
  return {
    pre_start: hooks.map(hook =>
      isMap(hook) && hook.image === undefined ? treeMap([...Object.entries(hook), ['image', image]]) : hook,
    ),
  };
}

/** What a service refers to must run before it. What the user says about a dependency wins. */
function dependenciesOf(service: TreeMap): TreeMap {
  const implied = [
    ...texts(service.links).map(link => [link.split(':')[0]!, true] as const),
    ...[service.network_mode, service.ipc, service.pid, service.uts, service.cgroup]
      .flatMap(namespace => (typeof namespace === 'string' ? (/^service:(.*)$/s.exec(namespace)?.slice(1) ?? []) : []))
      .map(name => [name, true] as const),
    ...texts(service.volumes_from)
      .filter(from => !from.startsWith('container:'))
      .map(from => [from.split(':')[0]!, false] as const),
  ];
  if (implied.length === 0) return {};
  const dependencies = treeMap(isMap(service.depends_on) ? Object.entries(service.depends_on) : []);
  for (const [name, restart] of implied) dependencies[name] ??= startedDependency(restart);
  return { depends_on: dependencies };
}

function startedDependency(restart: boolean): TreeMap {
  return treeMap([
    ['condition', 'service_started'],
    ['restart', restart],
    ['required', true],
  ]);
}

function texts(list: Tree | undefined): string[] {
  return isList(list) ? list.filter(entry => typeof entry === 'string') : [];
}

function withDefaultNetwork(tree: TreeMap): TreeMap {
  const services = isMap(tree.services) ? Object.values(tree.services) : [];
  const isUsed = services.some(service => isMap(service) && isMap(service.networks) && 'default' in service.networks);
  const networks = isMap(tree.networks) ? tree.networks : treeMap();
  return isUsed && !('default' in networks)
    ? { ...tree, networks: treeMap([...Object.entries(networks), ['default', null]]) }
    : tree;
}

function withNames(section: Tree, projectName: string): Tree {
  const named = mapValues(section, (value, key) => {
    const resource = isMap(value) ? value : treeMap();
    if (typeof resource.name === 'string' && resource.name !== '') return resource;
    const name = resource.external === true ? key : `${projectName}_${key}`;
    return treeMap([...Object.entries(resource), ['name', name]]);
  });
  return named ?? section;
}

function mapValues(section: Tree | undefined, change: (value: Tree, key: string) => Tree): TreeMap | undefined {
  if (!isMap(section)) return undefined;
  return treeMap(Object.entries(section).map(([key, value]) => [key, change(value, key)]));
}

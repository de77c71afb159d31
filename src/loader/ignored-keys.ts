import type { Report } from './report.ts';
import { formatPath, isList, isMap, type Path, type Tree, type TreeMap } from './tree.ts';

/**
 * Reports what a merged model asks for and nobody heeds: neither Docker Compose nor gantry passes it to the engine, or
 * the engine has no use for it. One report a key, however many services have it.
 */
export function reportIgnoredKeys(model: TreeMap, report: Report): void {
  const all = findAll(model, stepsOf(ignoredKeys), [], new Map());
  for (const key of ignoredKeys) {
    const [first, ...others] = (all.get(key) ?? []).filter(found => applies(key, found, model));
    if (first === undefined) continue;
    const also = [...new Set(others.map(({ path }) => formatPath(path.slice(0, 2))))].filter(
      place => place !== formatPath(first.path.slice(0, 2)),
    );
    const message = `${formatPath(first.path)} has no effect${also.length > 0 ? `, nor has it in ${also.join(', ')}` : ''}`;
    report({ severity: 'warning', code: 'ignored-key', message, path: first.path, atKey: true, hint: key.hint });
  }
}

interface IgnoredKey {
  /** `*` is any key or list index. */
  readonly pattern: string;
  readonly hint: string;
  /** Default: always. */
  readonly when?: (value: Tree, path: Path, model: TreeMap) => boolean;
}

const swarm = 'only Swarm knows it: docker stack deploy';
const ofFile = (section: 'secrets' | 'configs') => ({
  hint: 'the file is mounted as it is: change its owner and mode on the host',
  when: (_: Tree, path: Path, model: TreeMap) => isFileBacked(section, path, model),
});
const buildSecret = { hint: 'builds give secrets an owner and a mode of their own' };
const resourceLabels = { hint: 'the engine keeps no such object that could have labels' };

const ignoredKeys: readonly IgnoredKey[] = [
  { pattern: 'services.*.build.secrets.*.gid', ...buildSecret },
  { pattern: 'services.*.build.secrets.*.mode', ...buildSecret },
  { pattern: 'services.*.build.secrets.*.uid', ...buildSecret },
  { pattern: 'services.*.configs.*.gid', ...ofFile('configs') },
  { pattern: 'services.*.configs.*.mode', ...ofFile('configs') },
  { pattern: 'services.*.configs.*.uid', ...ofFile('configs') },
  { pattern: 'services.*.credential_spec', hint: 'name it in security_opt: "credentialspec=file://…"' },
  { pattern: 'services.*.deploy.endpoint_mode', hint: swarm },
  { pattern: 'services.*.deploy.labels', hint: 'only Swarm has services to label: use "labels" of the service' },
  { pattern: 'services.*.deploy.mode', hint: swarm, when: value => value !== 'replicated' },
  { pattern: 'services.*.deploy.placement', hint: swarm },
  { pattern: 'services.*.deploy.resources.reservations.cpus', hint: swarm },
  { pattern: 'services.*.deploy.resources.reservations.generic_resources', hint: swarm },
  { pattern: 'services.*.deploy.restart_policy.delay', hint: 'the engine decides how long it waits' },
  { pattern: 'services.*.deploy.restart_policy.window', hint: 'the engine decides when a start has succeeded' },
  { pattern: 'services.*.deploy.rollback_config', hint: swarm },
  { pattern: 'services.*.deploy.update_config', hint: swarm },
  { pattern: 'services.*.ports.*.app_protocol', hint: 'it informs readers of the file only' },
  { pattern: 'services.*.ports.*.mode', hint: swarm, when: value => value !== 'ingress' },
  { pattern: 'services.*.ports.*.name', hint: 'it informs readers of the file only' },
  { pattern: 'services.*.pull_refresh_after', hint: 'use "pull_policy: every_…"' },
  { pattern: 'services.*.secrets.*.gid', ...ofFile('secrets') },
  { pattern: 'services.*.secrets.*.mode', ...ofFile('secrets') },
  { pattern: 'services.*.secrets.*.uid', ...ofFile('secrets') },
  { pattern: 'configs.*.labels', ...resourceLabels },
  { pattern: 'secrets.*.driver_opts', hint: swarm },
  { pattern: 'secrets.*.labels', ...resourceLabels },
];

interface Found {
  readonly path: Path;
  readonly value: Tree;
}

/** The patterns as a tree of steps, so that a model is walked once for all of them. */
interface Step {
  readonly next: Map<string, Step>;
  /** The pattern that ends here. */
  key?: IgnoredKey;
}

function stepsOf(keys: readonly IgnoredKey[]): Step {
  const root: Step = { next: new Map() };
  for (const key of keys) {
    let step = root;
    for (const name of key.pattern.split('.')) {
      const known = step.next.get(name) ?? { next: new Map() };
      step.next.set(name, known);
      step = known;
    }
    step.key = key;
  }
  return root;
}

/** What the patterns match, by pattern; each list in the order of names. */
function findAll(tree: Tree, step: Step, path: Path, found: Map<IgnoredKey, Found[]>): Map<IgnoredKey, Found[]> {
  if (step.key && !isUnset(tree)) found.set(step.key, [...(found.get(step.key) ?? []), { path, value: tree }]);
  for (const [name, next] of step.next) {
    if (name === '*') for (const [key, child] of childrenOf(tree)) findAll(child, next, [...path, key], found);
    else if (isMap(tree) && Object.hasOwn(tree, name)) findAll(tree[name]!, next, [...path, name], found);
  }
  return found;
}

function childrenOf(tree: Tree): [string | number, Tree][] {
  if (isList(tree)) return [...tree.entries()];
  return isMap(tree) ? Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}

function isUnset(value: Tree): boolean {
  return value === null || (isMap(value) && Object.keys(value).length === 0) || (isList(value) && value.length === 0);
}

function applies({ when }: IgnoredKey, { value, path }: Found, model: TreeMap): boolean {
  return when === undefined || when(value, path, model);
}

/** What comes from a variable or from the file itself is copied into the container with the owner that is asked for. */
function isFileBacked(section: 'secrets' | 'configs', path: Path, model: TreeMap): boolean {
  const reference = path.slice(0, -1).reduce<Tree | undefined>((tree, key) => childOf(tree, key), model);
  const source = isMap(reference) && typeof reference.source === 'string' ? reference.source : undefined;
  const object = source === undefined ? undefined : childOf(model[section], source);
  return isMap(object) && object.file !== undefined;
}

function childOf(tree: Tree | undefined, key: string | number): Tree | undefined {
  if (isList(tree)) return typeof key === 'number' ? tree[key] : undefined;
  return isMap(tree) ? tree[key] : undefined;
}

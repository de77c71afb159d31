import { isAbsolute, posix, resolve } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import type { Hook, Service, WatchRule } from '../model/service.ts';
import { isTwoWay } from '../model/two-way.ts';
import { type Filter, ruleFilter } from './filter.ts';

/** A rule of a service's `develop.watch`, ready to be asked about paths. */
export interface Rule {
  /** The same for a rule that asks for the same. */
  readonly key: string;
  readonly service: string;
  readonly action: WatchRule['action'];
  /** Absolute path of the file or folder that is watched. */
  readonly root: string;
  /** Absolute path in the container. Only of rules that sync. */
  readonly target?: string;
  /** What is run after a sync. */
  readonly exec?: Hook;
  /** Whether what containers write comes to the host, too. Default: false. */
  readonly twoWay?: boolean;
  /** Whether containers get all the files at first, or only what changes from then on. */
  readonly initialSync: boolean;
  readonly filter: Filter;
}

/** A rule whose files go into the containers. */
export type SyncRule = Rule & { readonly target: string };

export function isSyncRule(rule: Rule): rule is SyncRule {
  return rule.target !== undefined;
}

export interface RulesOptions {
  /** Services whose rules count. Default: all of the project. */
  readonly services?: readonly string[];
  /** Patterns of the ignore file of a service's build, by service. */
  readonly ignorePatterns: Readonly<Record<string, readonly string[]>>;
  readonly warn: (message: string) => void;
}

/** Throws on rules that can't be followed. None at all is the caller's to judge. */
export function watchRules(project: Project, { services = [], ignorePatterns, warn }: RulesOptions): Rule[] {
  const names = services.length > 0 ? services : Object.keys(project.services);
  return [...names].sort().flatMap(name => {
    const service = project.services[name];
    if (service === undefined) throw new ComposeError('no-such-service', `no such service: ${name}`);
    const rules = service.develop?.watch ?? [];
    return rules.flatMap(rule => {
      if (rule.action === 'rebuild' && service.build === undefined) throw needsBuild(name);
      if (isMounted(rule, service)) {
        warn(`${name}: ${rule.path} is mounted into the container, which has its changes without being sent them`);
        return [];
      }
      if (isOldInitialSync(rule)) warn('x-initialSync is DEPRECATED, please use the official `initial_sync` attribute');
      return [toRule(rule, { service, project, patterns: ignorePatterns[name] ?? [] })];
    });
  });
}

interface Owner {
  readonly service: Service;
  readonly project: Project;
  readonly patterns: readonly string[];
}

function toRule(rule: WatchRule, { service, project, patterns }: Owner): Rule {
  const { action, path: root, exec, ignore, include, initial_sync: initialSync = isOldInitialSync(rule) } = rule;
  const context = contextOf(service);
  const makesImage = action === 'rebuild' ? [] : dockerfilesOf(service);
  const filter = ruleFilter({
    root,
    never: [...project.composeFiles, ...makesImage],
    twoWay: Object.values(project.services).some(({ develop }) => develop?.watch?.some(isTwoWay)),
    ...(ignore ? { ignore } : {}),
    ...(include ? { include } : {}),
    ...(context === undefined ? {} : { others: [{ folder: context, patterns }] }),
  });
  return {
    key: JSON.stringify([service.name, rule, context, patterns, makesImage]),
    service: service.name,
    action,
    root,
    ...(isTwoWay(rule) ? { twoWay: true } : {}),
    // To be the same, they have to be at the beginning.
    initialSync: initialSync || isTwoWay(rule),
    filter,
    ...(syncs(rule) && rule.target !== undefined ? { target: targetOf(rule.target, service) } : {}),
    ...(action === 'sync+exec' && exec ? { exec } : {}),
  };
}

/** What was said for `initial_sync` before it had that name. Source: Docker Compose, which follows it still. */
function isOldInitialSync(rule: WatchRule): boolean {
  return !rule.initial_sync && rule['x-initialSync'] === true;
}

/** A build's folder, where it has one here. */
export function contextOf({ build }: Service): string | undefined {
  return build?.context !== undefined && isAbsolute(build.context) ? build.context : undefined;
}

/** Absolute path of the Dockerfile, if it is a file. */
export function dockerfileOf(service: Service): string | undefined {
  const context = contextOf(service);
  if (context === undefined || service.build?.dockerfile_inline) return undefined;
  return resolve(context, service.build?.dockerfile || 'Dockerfile');
}

function dockerfilesOf(service: Service): string[] {
  const [context, dockerfile] = [contextOf(service), dockerfileOf(service)];
  return [
    ...(dockerfile === undefined ? [] : [dockerfile, `${dockerfile}.dockerignore`]),
    ...(context === undefined ? [] : [resolve(context, '.dockerignore')]),
  ];
}

function syncs({ action }: WatchRule): boolean {
  return action === 'sync' || action === 'sync+restart' || action === 'sync+exec';
}

/** Of a path that isn't absolute, the start is the folder that the service works in. */
function targetOf(target: string, { working_dir: folder = '/' }: Service): string {
  return posix.resolve('/', folder, target);
}

function isMounted(rule: WatchRule, { volumes = [] }: Service): boolean {
  if (!syncs(rule)) return false;
  return volumes.some(
    ({ type, source }) =>
      type === 'bind' && source !== undefined && (source === rule.path || rule.path.startsWith(`${source}/`)),
  );
}

function needsBuild(service: string): ComposeError {
  return new ComposeError(
    'watch-without-build',
    `can't watch service "${service}" with action rebuild without a build context`,
    {
      hint: 'give the service a build, or the rule another action',
    },
  );
}

import type { ComposeError } from '../diagnostics/errors.ts';
import { systemClock } from '../execute/clock.ts';
import { failureMessage } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import type { Outline } from '../plan/outline.ts';
import { type Collector, openCollector, type WatchedRule } from '../watch/collector.ts';
import { hostFiles } from '../watch/host-files.ts';
import { systemSchedule } from '../watch/pacer.ts';
import type { Rule } from '../watch/rule.ts';
import type { Context } from './context.ts';
import { restart } from './restart.ts';
import type { UpOptions } from './up.ts';
import { up } from './up.ts';
import { adoptProject } from './watch/adopt.ts';
import { afterSync } from './watch/after-sync.ts';
import { followContainers } from './watch/follow-containers.ts';
import type { Replica } from './watch/member.ts';
import { dockerfilesOf, ignoreFilesOf, rulesOf, sameRules } from './watch/project-rules.ts';
import { type Rebuilds, rebuilds, recreation } from './watch/rebuilds.ts';
import { replans } from './watch/replans.ts';
import { type ServiceSync, serviceSync } from './watch/service-sync.ts';
import { tellOrder } from './watch/tell-order.ts';

/** A project and the files that it was loaded from: a change of one of these is a change of the project. */
export interface WatchedProject {
  readonly project: Project;
  /** Absolute paths, those included that would count if they were there. */
  readonly files: readonly string[];
  readonly projectAs?: UpOptions['projectAs'];
}

export interface WatchOptions {
  /** Services whose rules count. Default: all of the project. */
  readonly services?: readonly string[];
  /** How containers are made, when files ask for it. */
  readonly up: UpOptions;
  /** Remove images that rebuilds take the names from. Default: true. */
  readonly prune?: boolean;
  /** Reads the project's files again; rejects where they are wrong. Default: their changes don't count. */
  readonly reload?: () => Promise<WatchedProject>;
  /** Text of a plan that a change of the project's files leads to. */
  readonly describe?: (outline: Outline) => string;
  /** Words of the error that no service has a rule. */
  readonly nothingToWatch?: string;
}

/** A project under development. */
export interface Watching {
  /** From now on containers are given what has changed since the watching was opened. */
  start(): void;
  /** Builds these services' images anew and recreates their containers, as a change of their files would. */
  rebuild(services: readonly string[]): void;
  /** Resolves when containers that are stopped for others to take their place are replaced; undefined: none is. */
  replacing(): Promise<unknown> | undefined;
  /** Ends what is under way, within two seconds, and watches no more. */
  close(): Promise<void>;
}

/** What a batch of files that is on its way may take when the user wants to go. */
const longestEndMilliseconds = 1_500;
const napMilliseconds = 5_000;

/**
 * Opens a session of development: what `develop.watch` asks for is done at each change of files from now on. Containers
 * may be made meanwhile: they get what has changed before `start`, too. Throws if there is nothing to watch.
 */
export async function openWatch(watched: WatchedProject, options: WatchOptions, context: Context): Promise<Watching> {
  const { engine, emit, clock = systemClock } = context;
  const stop = new AbortController();
  const kill = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.signal]);
  const own: Context = { ...context, signal };
  let { project } = watched;
  let upOptions = options.up;
  let files = watched.files;
  const ownRestarts = new Set<string>();
  const running = new Map<string, { service: string; replica: Replica }>();
  let started = false;
  const replacements = new Set<Promise<unknown>>();
  let hasChangedEarly = false;

  const building: Rebuilds = rebuilds({ project: projectToBuild, prune: options.prune ?? true, recreate }, own);

  function replacing(work: Promise<unknown>): void {
    replacements.add(work);
    const done = () => void replacements.delete(work);
    work.then(done, done);
  }

  function requestRebuild(services: Iterable<string>): void {
    building.request(services);
    replacing(building.idle());
  }

  const replanning = replans<WatchedProject>({
    reload: () => options.reload!(),
    adopt,
    building,
    onFailure: error => {
      if (signal.aborted) return;
      const { diagnostics = [] } = error as Partial<ComposeError>;
      emit({ type: 'watch', step: 'failed', services: [], message: failureMessage(error), diagnostics });
    },
    clock,
    signal,
  });

  const tellUnreachable = tellOrder(emit);

  async function projectToBuild(): Promise<Project> {
    return ((await replanning.read()) ?? { project }).project;
  }

  /** Containers that wait for another image and for a change of the project are recreated once for both. */
  async function recreate(built: Project, services: readonly string[], giveUp: AbortSignal): Promise<void> {
    if (await replanning.adopt(giveUp)) return;
    await bringAll();
    await up(built, { ...recreation(upOptions), services, giveUp, approve: tellUnreachable }, own);
  }

  let syncs = new Map<string, ServiceSync>();
  let collector = await collect(await rulesOf(project, options, context), []);

  async function collect(rules: readonly Rule[], known: readonly WatchedRule[]): Promise<Collector> {
    const { openWatcher } = await import('../watch/watcher.ts');
    const opened = await openCollector({
      rules,
      known,
      files: [
        ...(options.reload ? [...files, ...ignoreFilesOf(project)] : []),
        ...dockerfilesOf(project, rules).keys(),
      ],
      host: hostFiles,
      openWatcher,
      schedule: systemSchedule,
      now: clock.now,
      onChanges: changes => onChanges(changes.keys()),
      onFiles,
      onWarning: message => emit({ type: 'notice', level: 'warning', message }),
    });
    const services = [...new Set(rules.map(({ service }) => service))];
    syncs = new Map(services.map(service => [service, syncOf(service, opened)]));
    return opened;
  }

  function syncOf(service: string, { rules, recheckPaths, storm }: Collector): ServiceSync {
    return serviceSync(
      {
        service,
        rules: rules.filter(({ rule }) => rule.service === service),
        recheck: recheckPaths,
        storm,
        afterSync: (changed, replicas) =>
          afterSync(
            service,
            [...changed].map(({ rule }) => rule),
            {
              engine,
              emit,
              clock,
              signal,
              project: () => project,
              replicas,
              restart: () => restartOwn(service, replicas),
            },
          ),
      },
      { engine, emit, clock, host: hostFiles, signal, kill: kill.signal },
    );
  }

  /** Their files stay as they are. */
  async function restartOwn(service: string, replicas: readonly Replica[]): Promise<void> {
    for (const { id } of replicas) ownRestarts.add(id);
    try {
      const restarting = restart(project, { services: [service] }, own);
      replacing(restarting);
      await restarting;
    } catch (error) {
      for (const { id } of replicas) ownRestarts.delete(id);
      throw error;
    }
  }

  /** What containers have written would go with them. */
  async function bringAll(): Promise<void> {
    await Promise.all([...syncs.values()].map(sync => sync.bring()));
  }

  function onChanges(changed: Iterable<WatchedRule>): void {
    if (!started) return;
    const rebuilt = new Set<string>();
    const synced = new Map<string, WatchedRule[]>();
    for (const watched of changed) {
      const { service, action } = watched.rule;
      if (action === 'rebuild') rebuilt.add(service);
      else synced.set(service, [...(synced.get(service) ?? []), watched]);
    }
    for (const [service, rules] of synced) syncs.get(service)?.changed(rules);
    if (rebuilt.size > 0) requestRebuild(rebuilt);
  }

  function onFiles(changed: readonly string[]): void {
    const dockerfiles = dockerfilesOf(
      project,
      collector.rules.map(({ rule }) => rule),
    );
    const mended = changed.flatMap(file => dockerfiles.get(file) ?? []).filter(building.hasFailed);
    if (started && mended.length > 0) requestRebuild(mended);
    if (changed.some(file => !dockerfiles.has(file))) onProject();
  }

  function onProject(): void {
    if (started) replacing(replanning.changed());
    else hasChangedEarly = true;
  }

  async function adopt(next: WatchedProject, giveUp?: AbortSignal): Promise<void> {
    const rules = await rulesOf(next.project, options, own);
    const nextUp = { ...upOptions, ...(next.projectAs ? { projectAs: next.projectAs } : {}) };
    const show = async (outline: Outline) => {
      await bringAll();
      emit({ type: 'watch', step: 'replanned', plan: options.describe?.(outline) ?? '' });
    };
    await adoptProject({ project: next.project, up: { ...nextUp, ...(giveUp ? { giveUp } : {}) }, show }, own);
    const before = collector;
    const sameFiles = next.files.join('\n') === files.join('\n');
    [project, files, upOptions] = [next.project, next.files, nextUp];
    emit({ type: 'watch', step: 'adopted' });
    if (sameRules(rules, before.rules) && sameFiles) return;
    await Promise.all([...syncs.values()].map(sync => sync.idle()));
    for (const sync of syncs.values()) sync.end();
    collector = await collect(rules, before.rules);
    await before.close();
    for (const { service, replica } of running.values()) syncs.get(service)?.join(replica);
    // One that was not watched until now may have changed since it was read.
    if (!sameFiles) onProject();
  }

  function rejoinAll(): void {
    collector.recheck();
    for (const { service, replica } of running.values()) syncs.get(service)?.join(replica);
  }

  /** A machine that slept has missed events of its engine, and perhaps of its files. */
  async function noticeSleep(): Promise<void> {
    while (!signal.aborted) {
      const before = clock.now();
      await clock.sleep(napMilliseconds, signal);
      if (clock.now() - before > 2 * napMilliseconds) rejoinAll();
    }
  }

  return {
    start: () => {
      if (started) return;
      started = true;
      emit({ type: 'watch', step: 'enabled' });
      // Files that have changed since the beginning may not have been in time for the image.
      onChanges(collector.rules.filter(({ rule, ledger }) => rule.action === 'rebuild' && ledger.hasChanges()));
      if (hasChangedEarly) onProject();
      void noticeSleep();
      void followContainers(engine, project.name, {
        clock,
        signal,
        started: (service, replica) => {
          if (ownRestarts.delete(replica.id)) return;
          running.set(replica.id, { service, replica });
          syncs.get(service)?.join(replica);
        },
        worked: (service, id) => syncs.get(service)?.worked(id),
        ended: (service, id) => {
          if (ownRestarts.has(id)) return;
          running.delete(id);
          syncs.get(service)?.leave(id);
        },
      });
    },
    rebuild: services => {
      if (started) requestRebuild(services);
    },
    replacing: () => (replacements.size === 0 ? undefined : Promise.allSettled(replacements)),
    close: async () => {
      stop.abort();
      const late = new AbortController();
      const ends = Promise.all([...[...syncs.values()].map(sync => sync.idle()), building.idle(), replanning.idle()]);
      await Promise.race([ends, systemClock.sleep(longestEndMilliseconds, late.signal)]);
      late.abort();
      kill.abort();
      await collector.close();
    },
  };
}

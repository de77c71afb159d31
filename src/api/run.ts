import type { Engine } from '../engine/engine.ts';
import { interrupted } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import type { Port, ServiceVolume } from '../model/service.ts';
import type { Context } from '../operations/context.ts';
import type { RunOptions as OperationOptions, PreparedRun } from '../operations/run.ts';
import { type TaskOptions, task } from './call.ts';
import type { ProcessResult } from './exec.ts';
import { here } from './here.ts';
import { flavourOf, narrowed, originOf, readerAs, type Selection } from './origin.ts';
import { capturing, hasInput, type ProcessStreams } from './streams.ts';
import type { Task } from './task.ts';
import type { PullPolicy } from './up.ts';

export interface RunDetachedOptions
  extends TaskOptions,
    Pick<Selection, 'noDeps'>,
    Pick<
      OperationOptions,
      | 'name'
      | 'autoRemove'
      | 'useAliases'
      | 'build'
      | 'quietPull'
      | 'removeOrphans'
      | 'ignoreOrphans'
      | 'entrypoint'
      | 'environment'
      | 'labels'
      | 'user'
      | 'workingDir'
      | 'capAdd'
      | 'capDrop'
      | 'tty'
    > {
  /** For the service and what it depends on. Default: each service's own pull policy. */
  readonly pull?: PullPolicy;
  /** Mounted beside the service's own: `data:/data`, `./src:/src:ro`. */
  readonly volumes?: readonly (string | ServiceVolume)[];
  /** Ports to publish, `8080:80`; `service`: the service's own. Default: none. */
  readonly publish?: readonly (string | Port)[] | 'service';
}

export interface RunOptions extends RunDetachedOptions, ProcessStreams {
  /** Keys that leave a terminal: `ctrl-p,ctrl-q`, which is the default. */
  readonly detachKeys?: string;
}

export interface RunResult extends ProcessResult {
  /** Name of the container; it is gone with `autoRemove`. */
  readonly container: string;
}

export interface RunStarted {
  readonly id: string;
  /** Name of the container. */
  readonly container: string;
}

/**
 * Makes a container of the service's for one command, after what the service depends on, and stays with it to its end.
 * Without a command it is the service's own. The signal kills it.
 */
export function run(
  project: Project,
  service: string,
  command: readonly string[] = [],
  options: RunOptions = {},
): Task<RunResult> {
  return task(project, options, async context => {
    const { engine, signal } = context;
    const prepared = await prepare(project, { service, command, interactive: hasInput(options) }, { options, context });
    const { attend } = await import('../operations/attend.ts');
    const { streams, captured } = capturing(options);
    const { id, name: container, tty, interactive, autoRemove } = prepared;
    const { detachKeys } = options;
    const attending = {
      tty,
      interactive,
      autoRemove,
      forwardSignals: options.terminal !== undefined,
      start: () => prepared.start(signal),
      ...(detachKeys === undefined ? {} : { detachKeys }),
    };
    try {
      const { exitCode, end } = await attend(id, attending, { engine, streams, signal });
      if (signal.aborted) throw interrupted(signal);
      // To leave the container by keys is no failure.
      return { container, exitCode: exitCode ?? (end === 'detached' ? 0 : 1), ...captured() };
    } catch (error) {
      await giveUp(prepared, engine, { kill: signal.aborted });
      throw error;
    }
  });
}

/** Does the same up to the start of the container, and leaves it to itself. */
export function runDetached(
  project: Project,
  service: string,
  command: readonly string[] = [],
  options: RunDetachedOptions = {},
): Task<RunStarted> {
  return task(project, options, async context => {
    const prepared = await prepare(project, { service, command, interactive: false }, { options, context });
    const { startRun } = await import('../operations/run.ts');
    await startRun(prepared, context);
    return { id: prepared.id, container: prepared.name };
  });
}

/** Nobody knows of the container but us. */
async function giveUp(prepared: PreparedRun, engine: Engine, { kill }: { readonly kill: boolean }): Promise<void> {
  const { removeUnstarted } = await import('../operations/run.ts');
  if (kill) await engine.killContainer(prepared.id).catch(() => {});
  await removeUnstarted(prepared, engine).catch(() => {});
}

type Asked = Pick<OperationOptions, 'service' | 'command' | 'interactive'>;

async function prepare(
  project: Project,
  { service, ...asked }: Asked,
  { options, context }: { readonly options: RunDetachedOptions; readonly context: Context },
): Promise<PreparedRun> {
  const { volumes = [], publish = [], noDeps = false } = options;
  const selection = { services: [service], noDeps };
  const [{ prepareRun }, { readMounted, readPublished }, wanted] = await Promise.all([
    import('../operations/run.ts'),
    import('../loader/command-line-values.ts'),
    narrowed(project, selection),
  ]);
  const world = originOf(project)?.io ?? here();
  return await prepareRun(
    wanted,
    {
      ...options,
      ...asked,
      service,
      volumes: volumes.map(volume => (typeof volume === 'string' ? readMounted(volume, world) : volume)),
      publish:
        publish === 'service'
          ? publish
          : publish.flatMap(port => (typeof port === 'string' ? readPublished(port) : port)),
      composeVersion: flavourOf(project),
      projectAs: readerAs(project, selection),
    },
    context,
  );
}

import { randomBytes } from 'node:crypto';
import { type ProjectContainer, ps } from '../api/containers.ts';
import { connectEngine } from '../api/engine.ts';
import { here } from '../api/here.ts';
import { loadProject } from '../api/load.ts';
import { logs } from '../api/logs.ts';
import { narrowed, rememberChanged } from '../api/origin.ts';
import { up } from '../api/up.ts';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogLine } from '../events/log-lines.ts';
import { thisProcess } from '../lock/this-process.ts';
import type { Project } from '../model/project.ts';
import { isolatedProject } from './isolated-project.ts';
import { removeLeftovers, removeStack } from './leftovers.ts';
import type { StackOptions } from './options.ts';
import { ownerLabels } from './owner.ts';
import { type Stack, stackService } from './stack.ts';

/**
 * Starts a project of its own for tests, and waits until its services are healthy or run. Rejects with a `StackError`
 * that says why they aren't, and has removed the project then.
 */
export async function startStack<const Services extends readonly string[]>(
  options: StackOptions<Services> = {},
): Promise<Stack<Services[number]>> {
  const engine = options.engine ?? connectEngine(here(options));
  if (options.removeLeftovers ?? true)
    await removeLeftovers({ ...options, engine }).catch(error => warn(error, options));
  const [project, host] = await Promise.all([loadStack(options, engine), engine.host()]);
  const { name } = project;
  const remove = () => removeStack(name, { engine, timeoutSeconds: options.stopTimeoutSeconds ?? 0 });
  let containers: readonly ProjectContainer[] = [];
  const refresh = async () => {
    containers = await ps({ name }, { engine, all: true });
  };
  try {
    await bringUp(project, options, engine);
    await refresh();
  } catch (error) {
    const told = await withLogs(error, { name, engine, options });
    // The first failure counts; whatever is left has labels by which it is found.
    await remove().catch(() => {});
    throw told;
  }
  let removing: Promise<void> | undefined;
  const stop = () => {
    removing ??= remove();
    return removing;
  };
  return {
    name,
    project,
    engine,
    service: service => {
      requireService(service, project);
      return stackService(service, { project, engine, host, containers: () => containers });
    },
    refresh,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** What is in the way of leftovers need not be in the way of this stack. */
function warn(error: unknown, { onEvent }: StackOptions): void {
  const message = `stacks that were left could not be removed: ${error instanceof Error ? error.message : error}`;
  onEvent?.({ type: 'notice', level: 'warning', message });
}

async function loadStack(options: StackOptions, engine: Engine): Promise<Project> {
  const { cwd, env, homeDir, files, envFiles, profiles, projectDirectory, composeVersion } = options;
  const named = { cwd, env, homeDir, files, envFiles, profiles, projectDirectory, composeVersion };
  const load = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  const base = options.name ?? (await loadProject(load)).project.name;
  const { project } = await loadProject({ ...load, projectName: uniqueName(base) });
  const { ports, publish, services } = options;
  const isolated = isolatedProject(await narrowed(project, services ? { services } : {}), {
    labels: ownerLabels(project.name, thisProcess()),
    ...(ports && { ports }),
    ...(publish && { publish }),
    ...((await engine.isLocal()) ? { publishAt: '127.0.0.1' } : {}),
  });
  rememberChanged(isolated, project);
  return isolated;
}

/** Short enough for a host name that has a service's name behind it. */
function uniqueName(base: string): string {
  return `${base.slice(0, 32)}-${randomBytes(5).toString('hex')}`;
}

async function bringUp(project: Project, options: StackOptions, engine: Engine): Promise<void> {
  const { build, waitTimeoutSeconds = 120, signal, onEvent } = options;
  await up(project, {
    engine,
    wait: true,
    waitTimeoutSeconds,
    ...(build === undefined ? {} : { build }),
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
  });
}

const lastLines = 50;

async function withLogs(
  error: unknown,
  { name, engine, options }: { readonly name: string; readonly engine: Engine; readonly options: StackOptions },
): Promise<unknown> {
  if (!(error instanceof ComposeError) || error.code === 'interrupted') return error;
  const lines: LogLine[] = [];
  try {
    for await (const line of logs({ name }, { engine, tail: lastLines })) lines.push(line);
  } catch {
    // Without an engine there are none.
  }
  const { StackError } = await import('./stack-error.ts');
  return new StackError(error, { logs: lines, cwd: here(options).cwd });
}

function requireService(name: string, { services }: Project): void {
  if (Object.hasOwn(services, name)) return;
  throw new ComposeError('no-such-service', `no such service: ${name}`, {
    hint: `the stack has ${Object.keys(services).join(', ')}`,
  });
}

import { toHookContainer } from '../convert/hook.ts';
import { hookLabels } from '../model/labels.ts';
import type { Operation } from '../plan/operation.ts';
import { abortable } from './abort.ts';
import { containerId, type Run } from './context.ts';
import { resolvedService } from './create-container.ts';
import { hookFailed } from './hook-exec.ts';
import { emitHookOutput } from './hook-output.ts';

type RunHook = Extract<Operation, { type: 'run-hook' }>;

/** Runs a hook in a container of its own, which goes when the hook has succeeded or was called off. */
export async function runHookContainer(operation: RunHook, run: Run): Promise<undefined> {
  const { engine, signal } = run;
  const id = await createHookContainer(operation, run);
  const remove = () => engine.removeContainer(id, { force: true, volumes: true });
  try {
    await engine.startContainer(id);
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
  try {
    await abortable(watchToItsEnd(id, operation, run), signal);
  } catch (error) {
    if (signal.aborted) await remove().catch(() => {});
    throw error;
  }
  await remove();
  return undefined;
}

async function createHookContainer(operation: RunHook, run: Run): Promise<string> {
  const { engine, project, composeVersion, emit } = run;
  const { service, hook, name, sharing } = operation;
  const { body, connectLater } = toHookContainer({
    project,
    hook,
    name,
    service: resolvedService(operation, run),
    labels: hookLabels(project.name, service.name, composeVersion),
    sharingId: containerId(sharing, run),
    proxyVariables: await engine.proxyVariables(),
    apiVersion: await engine.apiVersion(),
  });
  const { Id, Warnings } = await engine.createContainer(name, body);
  for (const message of Warnings) emit({ type: 'notice', level: 'warning', message });
  for (const { network, endpoint } of connectLater) await engine.connectNetwork(network, Id, endpoint);
  return Id;
}

async function watchToItsEnd(id: string, { service, index, name }: RunHook, run: Run): Promise<void> {
  const { engine, emit, signal } = run;
  const source = { service: service.name, container: `${service.name} pre_start[${index}] ->` };
  const lastLine = await emitHookOutput(engine.logs(id, { tty: false, follow: true, signal }), source, emit);
  const { StatusCode } = await engine.waitContainer(id, { signal });
  if (StatusCode === 0) return;
  const message = `service "${service.name}" pre_start[${index}] exited with code ${StatusCode}`;
  throw hookFailed(message, lastLine, `its container ${name} is kept until the next up or down`);
}

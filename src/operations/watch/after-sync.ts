import { toExec } from '../../convert/hook.ts';
import type { Engine } from '../../engine/engine.ts';
import { orAbsent } from '../../engine/engine-error.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../../execute/clock.ts';
import { failureMessage } from '../../execute/failure.ts';
import { lineSplitter } from '../../execute/output-lines.ts';
import type { Project } from '../../model/project.ts';
import type { Hook } from '../../model/service.ts';
import type { Rule } from '../../watch/rule.ts';
import type { Replica } from './member.ts';

interface AfterSync {
  readonly engine: Engine;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly project: () => Project;
  readonly replicas: readonly Replica[];
  readonly restart: () => Promise<void>;
}

/**
 * Does what rules ask for once containers have their files: each thing once, whatever asked for it how often. Tells when
 * all of it is done.
 */
export async function afterSync(service: string, rules: readonly Rule[], context: AfterSync): Promise<void> {
  const { emit, replicas, signal } = context;
  let failed = false;
  const fail = (error: unknown) => {
    failed = true;
    if (!signal.aborted) emit({ type: 'watch', step: 'failed', services: [service], message: failureMessage(error) });
  };
  for (const { exec } of rules)
    if (exec) await Promise.all(replicas.map(replica => runExec(service, exec, { ...context, replica }).catch(fail)));
  if (rules.some(({ action }) => action === 'restart' || action === 'sync+restart'))
    try {
      await context.restart();
      emit({ type: 'watch', step: 'restarted', services: [service] });
    } catch (error) {
      fail(error);
    }
  if (!failed && !signal.aborted) emit({ type: 'watch', step: 'updated', services: [service] });
}

type RunExec = AfterSync & { readonly replica: Replica };

async function runExec(service: string, exec: Hook, context: RunExec): Promise<void> {
  const { engine, emit, project, replica, signal } = context;
  const tty = project().services[service]?.tty ?? false;
  const { Id } = await engine.createExec(replica.id, toExec(exec, { tty }));
  const lines = lineSplitter((stream, line) =>
    emit({ type: 'watch', step: 'output', service, container: replica.name, stream, line }),
  );
  for await (const chunk of engine.startExec(Id, { tty, signal })) lines.push(chunk);
  lines.end();
  const exitCode = await exitCodeOf(Id, context);
  if (exitCode === 0) return;
  if (exitCode !== null) throw new Error(`${replica.name}: the command of sync+exec ended with ${exitCode}`);
  throw new Error(`${replica.name}: ${await whyNoExitCode(context)}`);
}

/** The output of a command may be over before it is. Null where the engine doesn't know. */
async function exitCodeOf(id: string, { engine, clock, signal }: RunExec): Promise<number | null> {
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    const { Running, ExitCode } = await engine.inspectExec(id);
    if (!Running) return ExitCode;
    await clock.sleep(pause, signal);
    signal.throwIfAborted();
  }
}

async function whyNoExitCode({ engine, replica }: RunExec): Promise<string> {
  const container = await orAbsent(engine.inspectContainer(replica.id));
  return container?.State.Running
    ? 'the engine has no exit code of the command of sync+exec; the container may have been restarted while it ran'
    : 'the container ended while the command of sync+exec ran';
}

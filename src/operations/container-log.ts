import type { ContainerSummary } from '../engine/api.ts';
import type { Engine, LogOptions, OutputChunk } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import { lineSplitter } from '../execute/output-lines.ts';
import { label } from '../model/labels.ts';
import { ownName } from '../model/resource-names.ts';
import { nameOf, serviceOf } from './scope.ts';

/** A container whose log is read. */
export interface LoggedContainer {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  /** As prefixes show it: `web-1`. */
  readonly displayName: string;
}

export function loggedContainer(container: ContainerSummary): LoggedContainer {
  const name = nameOf(container);
  const { Id: id, Labels: labels } = container;
  return { id, service: serviceOf(container), name, displayName: displayName(ownName(id, name), labels) };
}

/** The name without the project, unless the user chose it (`container_name`). */
export function displayName(name: string, labels: Readonly<Record<string, string>>): string {
  const project = labels[label.project] ?? '';
  const rest = `${labels[label.service]}${name[project.length]}${labels[label.containerNumber]}`;
  return name === `${project}${name[project.length]}${rest}` ? rest : name;
}

export interface LogSink {
  readonly emit: Emit;
  /** Resolves when whoever is told can take more. Default: at once. */
  readonly ready?: () => Promise<void>;
}

/** Emits a container's log line by line, as fast as lines are taken, until it ends or the signal aborts. */
export async function emitLog(
  container: LoggedContainer,
  chunks: AsyncIterable<OutputChunk>,
  { emit, ready, timestamps }: LogSink & { timestamps: boolean },
): Promise<void> {
  const lines = lineSplitter((stream, text) => {
    const { service, displayName } = container;
    const { timestamp, line } = timestamps ? splitTimestamp(text) : { timestamp: undefined, line: text };
    emit({
      type: 'log',
      service,
      container: displayName,
      stream,
      line,
      ...(timestamp === undefined ? {} : { timestamp }),
    });
  });
  for await (const chunk of chunks) {
    lines.push(chunk);
    await ready?.();
  }
  lines.end();
}

/** Opens the log; whether the container has a terminal decides how the engine sends it. */
export async function* openLog(engine: Engine, id: string, options: LogOptions): AsyncIterable<OutputChunk> {
  const { Config: config } = await engine.inspectContainer(id);
  yield* engine.logs(id, { ...options, tty: config.Tty === true });
}

function splitTimestamp(text: string): { timestamp: string | undefined; line: string } {
  const end = text.indexOf(' ');
  return end < 0 ? { timestamp: undefined, line: text } : { timestamp: text.slice(0, end), line: text.slice(end + 1) };
}

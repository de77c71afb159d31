import type { ContainerSummary } from '../engine/api.ts';
import type { Engine, LogOptions, OutputChunk } from '../engine/engine.ts';
import type { Emit } from '../events/event.ts';
import { wholeLines } from '../execute/whole-lines.ts';
import { label } from '../model/labels.ts';
import { ownName } from '../model/resource-names.ts';
import { logEntries } from './log-entries.ts';
import { type LogText, logText, type TimedLine } from './log-text.ts';
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

export interface OpenLog {
  /** Whether the container has a terminal decides how the engine sends it. */
  readonly tty: boolean;
  readonly chunks: AsyncIterable<OutputChunk>;
}

export async function openLog(engine: Engine, id: string, options: LogOptions): Promise<OpenLog> {
  const { Config: config } = await engine.inspectContainer(id);
  const tty = config.Tty === true;
  return { tty, chunks: engine.logs(id, { ...options, tty }) };
}

export interface LogSink {
  readonly emit: Emit;
  /** Resolves when whoever is told can take more. Default: at once. */
  readonly ready?: () => Promise<void>;
}

/** Emits a log that was asked for without timestamps: as it comes, in whole lines. */
export async function emitLog(
  container: LoggedContainer,
  { chunks }: Pick<OpenLog, 'chunks'>,
  { emit, ready }: LogSink,
): Promise<void> {
  const streams = { stdout: wholeLines(), stderr: wholeLines() };
  const { service, displayName } = container;
  const show = (stream: OutputChunk['stream'], data: Buffer | undefined) => {
    if (data !== undefined) emit({ type: 'log', service, container: displayName, stream, data });
  };
  for await (const { stream, data } of chunks) {
    show(stream, streams[stream].push(data));
    await ready?.();
  }
  for (const stream of ['stdout', 'stderr'] as const) show(stream, streams[stream].end());
}

/** Reads a log that was asked for with timestamps, as many lines at once as have come; `take` says which entries count. */
export async function* timedLines(
  { tty, chunks }: OpenLog,
  text: LogText,
  take: (time: string) => boolean = () => true,
): AsyncGenerator<readonly TimedLine[]> {
  const entries = logEntries({ tty });
  const linesOf = (found: ReturnType<typeof entries.push>): TimedLine[] => {
    const lines: TimedLine[] = [];
    for (const entry of found) if (take(entry.time)) text.push(entry, line => lines.push(line));
    return lines;
  };
  for await (const chunk of chunks) {
    const lines = linesOf(entries.push(chunk));
    if (lines.length > 0) yield lines;
  }
  if (tty) yield linesOf(entries.end());
}

/** Such lines whole, to the last, which need not have ended. */
export async function* allLines(
  log: OpenLog,
  options: Parameters<typeof logText>[0],
): AsyncGenerator<readonly TimedLine[]> {
  const text = logText(options);
  yield* timedLines(log, text);
  yield text.end();
}

/** Emits lines, those of a stream that follow one another at once. */
export function emitLines(
  { service, displayName }: LoggedContainer,
  lines: readonly TimedLine[],
  { emit, timestamps }: { readonly emit: Emit; readonly timestamps: boolean },
): void {
  for (let from = 0; from < lines.length; ) {
    const { stream } = lines[from]!;
    let to = from + 1;
    while (to < lines.length && lines[to]!.stream === stream) to += 1;
    const data = Buffer.concat(lines.slice(from, to).map(({ bytes }) => bytes));
    emit({
      type: 'log',
      service,
      container: displayName,
      stream,
      data,
      ...(timestamps ? { hasTimestamps: true } : {}),
    });
    from = to;
  }
}

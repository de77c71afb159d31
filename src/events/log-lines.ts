import type { LogEvent } from './event.ts';

/** A line that a container wrote. */
export interface LogLine extends Pick<LogEvent, 'service' | 'container' | 'stream'> {
  /** As UTF-8, without its line break. */
  readonly line: string;
  /** RFC 3339 with nanoseconds, when timestamps were asked for. */
  readonly timestamp?: string;
}

/** The lines of an event, as text. */
export function logLines({ service, container, stream, data, hasTimestamps = false }: LogEvent): LogLine[] {
  const lines = data.toString().split(/\r?\n/).slice(0, -1);
  return lines.map(text => ({
    service,
    container,
    stream,
    ...(hasTimestamps ? splitTimestamp(text) : { line: text }),
  }));
}

function splitTimestamp(text: string): Pick<LogLine, 'line' | 'timestamp'> {
  const end = text.indexOf(' ');
  return { timestamp: text.slice(0, end), line: text.slice(end + 1) };
}

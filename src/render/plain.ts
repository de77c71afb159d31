import type { ComposeEvent, ProgressEvent } from '../events/event.ts';
import { buildLog } from './build-log.ts';
import { renderMessage } from './message.ts';
import type { ProgressSinks, Renderer } from './renderer.ts';

export interface PlainOptions {
  readonly now: () => Date;
  /** Steps that aren't worth a line. Default: none. */
  readonly hide?: (event: ProgressEvent) => boolean;
  /** Text of a step. Default: `progressLine`. */
  readonly line?: (event: ProgressEvent) => string;
}

/** A line a step: what is shown where no terminal is, and in logs of CI. */
export function plainRenderer(sinks: ProgressSinks, options: PlainOptions): Renderer {
  const { line = progressLine } = options;
  const { buildLog: writeLog = sinks.progress } = sinks;
  const builds = buildLog();
  const emit = (event: ComposeEvent) => {
    if (event.type === 'progress') {
      builds.follow(event);
      if (isWorthALine(event) && !options.hide?.(event)) sinks.progress(line(event));
    } else if (event.type === 'build') writeLog(builds.textOf(event));
    else if (event.type === 'notice') sinks.stderr(renderMessage(event.level, event.message, options.now()));
  };
  return { emit, end: () => {} };
}

/** ` Container app-web-1 Started `: the blank before the line break stands where details would follow. */
export function progressLine(event: ProgressEvent): string {
  return ` ${resourceName(event)} ${event.text} ${event.details ?? ''}\n`;
}

/** `Container app-web-1`; or `Compose` or a name alone. */
export function resourceName({ kind, name }: Pick<ProgressEvent, 'kind' | 'name'>): string {
  if (kind === 'Service') return name;
  return [kind, name].filter(part => part !== '').join(' ');
}

/** Layers of an image come by the hundred, and each with many steps. */
function isWorthALine(event: ProgressEvent): boolean {
  return event.parent === undefined && !event.live;
}

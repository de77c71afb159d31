import type { ComposeEvent, WatchEvent } from '../events/event.ts';
import { broughtText, conflictText } from './both-ways.ts';
import { renderMessage } from './message.ts';
import type { Renderer, Sinks } from './renderer.ts';
import { unreadableLines } from './unreadable.ts';

export interface WatchOptions {
  /** Before each line, so that it stands out among logs. Default: nothing. */
  readonly mark?: string;
  readonly now: () => Date;
}

/** The lines of Docker Compose where it has one, and of what fails. */
export function watchRenderer({ stdout, stderr }: Sinks, { mark = '', now }: WatchOptions): Renderer {
  const emit = (event: ComposeEvent) => {
    if (event.type !== 'watch') return;
    if (event.step === 'output') (event.stream === 'stderr' ? stderr : stdout)(`${event.line}\n`);
    else if (event.step === 'replanned') stdout(event.plan.replace(/^/gm, mark).slice(0, -mark.length || undefined));
    else if (event.step === 'conflict') stderr(renderMessage('warning', conflictText(event), now()));
    else if (event.step === 'unreadable')
      for (const line of unreadableLines(event))
        stderr(renderMessage('warning', `${event.service} is not in sync: ${line}`, now()));
    else if (event.step === 'sync-failed' || event.step === 'failed')
      stderr(renderMessage('warning', failureText(event), now()));
    else {
      const line = lineOf(event);
      if (line !== undefined) stdout(`${mark}${line}\n`);
    }
  };
  return { emit, end: () => {} };
}

function lineOf(event: WatchEvent): string | undefined {
  switch (event.step) {
    case 'enabled':
      return 'Watch enabled';
    case 'disabled':
      return 'Watch disabled';
    case 'syncing':
      return `Syncing service ${JSON.stringify(event.service)} after ${event.changes} changes were detected`;
    case 'brought':
      return broughtText(event);
    case 'restarted':
      return `service(s) ${listOf(event.services)} restarted`;
    case 'rebuilding':
      return `Rebuilding service(s) ${listOf(event.services)} after changes were detected...`;
    case 'rebuilt':
      return `service(s) ${listOf(event.services)} successfully built`;
    default:
      return undefined;
  }
}

function failureText(event: Extract<WatchEvent, { step: 'sync-failed' | 'failed' }>): string {
  if (event.step === 'failed') {
    const subject = event.services.length === 0 ? 'the project' : event.services.join(', ');
    return `${subject}: ${event.message}; tried again at the next change`;
  }
  const seconds = Math.round(event.retryMilliseconds / 1000);
  return `${event.container} is not in sync: ${event.message}; tried again in ${seconds} s, or at the next change`;
}

/** As Go prints a list of strings. */
function listOf(services: readonly string[]): string {
  return `[${services.map(service => JSON.stringify(service)).join(' ')}]`;
}

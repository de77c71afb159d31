import type { ComposeEvent } from '../../src/events/event.ts';
import { type ThisProcess, thisProcess } from '../../src/lock/this-process.ts';
import type { Context } from '../../src/operations/context.ts';
import type { FakeEngine } from './fake-engine.ts';

export interface RecordedContext extends Context {
  /** Progress as plain output has it, and notices: `Container app-web-1 Created`. */
  readonly lines: string[];
}

/** What operations are handed, with all that they tell kept as lines. */
export function recordedContext(engine: FakeEngine, more: Partial<Context> = {}): RecordedContext {
  const lines: string[] = [];
  return {
    engine,
    lines,
    emit: event => lines.push(...lineOf(event)),
    signal: new AbortController().signal,
    confirm: async () => false,
    self: aloneProcess(),
    ...more,
  };
}

/** A process that is the only one left: where a run of a test was cut short, its process is held to be dead. */
function aloneProcess(): ThisProcess {
  return { ...thisProcess(), isAlive: () => false };
}

function lineOf(event: ComposeEvent): string[] {
  if (event.type === 'notice') return [`${event.level}: ${event.message}`];
  if (event.type !== 'progress' || event.live) return [];
  const { kind, name, text, details } = event;
  return [`${kind} ${name} ${text}${details ? ` ${details}` : ''}`];
}

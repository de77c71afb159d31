import type { ComposeEvent, ProgressEvent } from '../../events/event.ts';
import { buildStep } from '../build-step.ts';
import { addLines, linesOf, notes } from './lines.ts';
import { reduceWatch } from './reduce-watch.ts';
import { mapServices } from './services.ts';
import type { DevContainer, DevService, DevState } from './state.ts';

/** What changes the screen: all that gantry tells, and what only a session on a screen knows. */
export type DevEvent =
  | ComposeEvent
  /** The project as its files have it, at the beginning and each time that they were read again. */
  | { readonly type: 'project'; readonly name: string; readonly services: readonly { name: string; image: string }[] }
  /** All containers of the project, each time that one has changed. */
  | { readonly type: 'containers'; readonly containers: readonly DevContainer[] }
  /** The user wants to see the logs of one service; undefined: of all. */
  | { readonly type: 'choose'; readonly service: string | undefined }
  /** Whole lines that something has written, or that answer a key. */
  | { readonly type: 'say'; readonly text: string };

/** How many of the last lines of a builder are kept. */
const keptBuildLines = 100;

/** The state after an event, at a time in milliseconds since 1970. */
export function reduce(state: DevState, event: DevEvent, now: number): DevState {
  switch (event.type) {
    case 'project':
      return adoptProject(state, event);
    case 'containers':
      return withContainers(state, event.containers);
    case 'choose':
      return choose(state, event.service);
    case 'say':
      return notes(state, 'note', event.text);
    case 'log':
      return addLines(state, event.service, linesOf(event));
    case 'exit': {
      const text = `${event.container} exited with code ${event.exitCode}${event.restarting ? ' (restarting)' : ''}`;
      return notes(state, event.exitCode === 0 || event.restarting ? 'note' : 'error', text, event.service);
    }
    case 'notice':
      return notes(state, event.level === 'warning' ? 'warning' : 'note', event.message);
    case 'diagnostic':
      return notes(state, event.diagnostic.severity, event.diagnostic.message);
    case 'build':
      return mapServices(state, ({ image }) => image === event.image, withBuildLine(event.line));
    case 'progress':
      return withProgress(state, event);
    case 'watch':
      return reduceWatch(state, event, now);
    default:
      return state;
  }
}

function adoptProject(state: DevState, { name, services }: Extract<DevEvent, { type: 'project' }>): DevState {
  const known = new Map(state.services.map(service => [service.name, service]));
  const fresh = { containers: [], buildLines: [], troubles: {} };
  const next = services.map(service => ({ ...fresh, ...known.get(service.name), ...service }));
  return choose({ ...state, project: name, services: next }, state.chosen);
}

function choose({ chosen: _, ...state }: DevState, service: string | undefined): DevState {
  const isKnown = state.services.some(({ name }) => name === service);
  return { ...state, ...(isKnown && service !== undefined ? { chosen: service } : {}) };
}

function withContainers(state: DevState, containers: readonly DevContainer[]): DevState {
  const services = state.services.map(service => ({
    ...service,
    containers: containers.filter(container => container.service === service.name),
  }));
  return { ...state, services };
}

function withBuildLine(line: string): (service: DevService) => DevService {
  const step = buildStep(line);
  return service => ({
    ...service,
    buildLines: [...service.buildLines, line].slice(-keptBuildLines),
    ...(service.building === undefined || step === undefined ? {} : { building: { ...service.building, step } }),
  });
}

function withProgress(state: DevState, { kind, name, status, text }: ProgressEvent): DevState {
  const isMeant = (service: DevService) =>
    kind === 'Container' ? isContainerOf(state, service, name) : kind === 'Image' && service.image === name;
  return mapServices(state, isMeant, ({ doing: _, ...service }) =>
    status === 'Working' ? { ...service, doing: text } : service,
  );
}

/** One that is being made is in no list yet. */
function isContainerOf({ project }: DevState, service: DevService, name: string): boolean {
  if (service.containers.some(container => container.name === name)) return true;
  const [, number] = name.split(`${project}-${service.name}-`);
  return number !== undefined && /^\d+$/.test(number);
}

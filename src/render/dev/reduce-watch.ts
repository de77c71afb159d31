import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { WatchEvent } from '../../events/event.ts';
import { broughtText, conflictText } from '../both-ways.ts';
import { oneLine } from '../one-line.ts';
import { unreadableLines } from '../unreadable.ts';
import { failedStep } from './failed-step.ts';
import { notes } from './lines.ts';
import { mapServices, without, withoutBuild } from './services.ts';
import type { DevService, DevState, Trouble, TroubleKind } from './state.ts';

/** What has happened to files that are watched. */
export function reduceWatch(state: DevState, event: WatchEvent, now: number): DevState {
  const ofService = (name: string, change: (service: DevService) => DevService) =>
    mapServices(state, service => service.name === name, change);
  const ofServices = (names: readonly string[], change: (service: DevService) => DevService, before = state) =>
    mapServices(before, ({ name }) => names.includes(name), change);

  switch (event.step) {
    case 'enabled':
    case 'disabled':
      return { ...state, isWatching: event.step === 'enabled' };
    case 'comparing':
      return ofService(event.service, service => ({ ...service, sync: { state: 'comparing' } }));
    case 'syncing': {
      const sync = { state: 'syncing', changes: event.changes } as const;
      return ofService(event.service, service => without(['other'], { ...service, sync }));
    }
    case 'synced': {
      const { sent, removed, milliseconds } = event;
      return ofService(event.service, service => ({ ...service, lastSync: { sent, removed, milliseconds } }));
    }
    case 'in-sync':
      return ofService(event.service, service => without(['sync'], { ...service, sync: { state: 'in-sync' } }));
    case 'sync-failed': {
      const trouble = {
        ...troubleOf(`${event.container} is not in sync`, event.message.split('\n')),
        retryAt: now + event.retryMilliseconds,
      };
      return ofService(event.service, service => ({
        ...service,
        sync: { state: 'behind' },
        troubles: { ...service.troubles, sync: trouble },
      }));
    }
    case 'unreadable': {
      const trouble = troubleOf('not in sync', unreadableLines(event));
      return ofService(event.service, service => ({
        ...service,
        sync: { state: 'behind' },
        troubles: { ...service.troubles, sync: trouble },
      }));
    }
    case 'brought':
      return notes(state, 'note', broughtText(event), event.service);
    case 'conflict':
      return notes(state, 'warning', conflictText(event), event.service);
    case 'output':
      return notes(state, 'note', `${event.container}: ${event.line}`, event.service);
    case 'restarted':
      return notes(
        ofServices(event.services, service => without(['other'], service)),
        'note',
        told('restarted', event),
      );
    case 'updated':
      return ofServices(event.services, service => without(['other'], service));
    case 'rebuilding':
      return ofServices(event.services, service => ({
        ...without(['build'], service),
        building: { since: now },
        buildLines: [],
      }));
    case 'rebuilt':
      return notes(ofServices(event.services, withoutBuild), 'note', told('built', event));
    case 'failed':
      return failed(state, event);
    case 'replanned':
      return notes(withoutTrouble(state), 'note', `The project's files have changed, which takes:\n${event.plan}`);
    case 'adopted':
      return state.trouble === undefined
        ? state
        : notes(withoutTrouble(state), 'note', "The project's files are good.");
  }
}

function failed(state: DevState, { services, message, diagnostics = [] }: Extract<WatchEvent, { step: 'failed' }>) {
  const lines = diagnostics.length > 0 ? [] : message.split('\n');
  if (services.length === 0) return { ...state, trouble: { title: projectTitle(diagnostics), lines, diagnostics } };
  return mapServices(
    notes(state, 'error', `${services.join(', ')}: ${oneLine(message)}`),
    ({ name }) => services.includes(name),
    service => {
      const kind: TroubleKind = service.building === undefined ? 'other' : 'build';
      const [title, more] = kind === 'build' ? ['build failed', failedStep(service.buildLines)] : ['failed', []];
      const trouble = { title, lines: [...more, ...lines], diagnostics };
      return { ...withoutBuild(service), troubles: { ...service.troubles, [kind]: trouble } };
    },
  );
}

function withoutTrouble({ trouble: _, ...state }: DevState): DevState {
  return state;
}

function projectTitle(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.length > 0 ? "the project's files are wrong, all runs on as it was" : "the project's files";
}

function troubleOf(title: string, lines: readonly string[] = []): Trouble {
  return { title, lines, diagnostics: [] };
}

function told(what: string, { services }: { readonly services: readonly string[] }): string {
  return `${services.join(', ')} ${what}`;
}

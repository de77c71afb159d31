import { type DevEvent, reduce } from '../../../src/render/dev/reduce.ts';
import { type DevContainer, type DevState, noService } from '../../../src/render/dev/state.ts';

/** When all of it happens. */
export const start = Date.UTC(2026, 0, 2, 3, 4, 5);

export const project = (...names: string[]): DevEvent => ({
  type: 'project',
  name: 'shop',
  services: names.map(name => ({ name, image: `shop-${name}` })),
});

/** `web running`, `web exited 3`, `web running healthy`; with a number for replicas: `web-2 running`. */
export function container(text: string, urls: readonly string[] = []): DevContainer {
  const [name = '', state = '', more = ''] = text.split(' ');
  const [service = '', number = '1'] = name.split('-');
  const exitCode = state === 'exited' ? Number(more) : 0;
  const health = state === 'exited' ? '' : more;
  return { service, name: `shop-${service}-${number}`, state, health, exitCode, urls };
}

export const containers = (...texts: string[]): DevEvent => ({
  type: 'containers',
  containers: texts.map(text => container(text)),
});

export const logged = (service: string, text: string): DevEvent => ({
  type: 'log',
  service,
  container: `${service}-1`,
  stream: 'stdout',
  data: Buffer.from(text),
});

export const inSync = (service: string): DevEvent => ({
  type: 'watch',
  step: 'in-sync',
  service,
  containers: [`${service}-1`],
});

export function stateAfter(...events: readonly DevEvent[]): DevState {
  return events.reduce((state, event) => reduce(state, event, start), noService);
}

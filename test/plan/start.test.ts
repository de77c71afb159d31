import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/plan/format.ts';
import { planStart, type StartOptions } from '../../src/plan/start.ts';
import { type ContainerInput, observed, once, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const wanted = project({
  services: { web: { depends_on: { db: once('healthy') } }, db: {}, other: {} },
});
const stopped: ContainerInput[] = ['web', 'db', 'other'].map(service => ({ service, state: 'exited' }));

function start(containers: readonly ContainerInput[], options: StartOptions = {}, from = wanted): string {
  return formatPlan(planStart(from, observed(from, { containers }), options));
}

describe('start', () => {
  test('starts services as up does, each when what it depends on is ready', () => {
    expect(start(stopped)).toBe(dedent`
      [] -> #1 service:db:1, start-container, is exited
      [] -> #2 service:other:1, start-container, is exited
      [1] -> #3 service:db, wait-for, needed by web
      [3] -> #4 service:web:1, start-container, is exited`);
  });

  test('of one service starts what it depends on, and nothing else', () => {
    expect(start(stopped, { services: ['web'] })).toBe(dedent`
      [] -> #1 service:db:1, start-container, is exited
      [1] -> #2 service:db, wait-for, needed by web
      [2] -> #3 service:web:1, start-container, is exited`);
  });

  test('leaves what runs, and containers of run', () => {
    const containers: ContainerInput[] = [
      { service: 'other' },
      { service: 'other', number: 0, oneOff: true, name: 'app-other-run-1', state: 'exited' },
    ];
    expect(start(containers, { services: ['other'] })).toBe('');
  });

  test('waits for all that it is about, if asked to', () => {
    expect(start([{ service: 'other', state: 'created' }], { services: ['other'], wait: true })).toBe(dedent`
      [] -> #1 service:other:1, start-container, is created
      [1] -> #2 service:other, wait-for, asked by --wait`);
    expect(start([{ service: 'other' }], { services: ['other'], wait: true })).toBe(
      '[] -> #1 service:other, wait-for, asked by --wait',
    );
  });

  test('passes over a service without containers, and over one that is to have none', () => {
    expect(start([{ service: 'other', state: 'exited' }], { services: ['db'] })).toBe('');
    const none = project({ services: { web: { deploy: { replicas: 0 } } } });
    expect(start([{ service: 'web', state: 'exited' }], {}, none)).toBe('');
  });

  test('refuses a project without containers, unless none is to have any', () => {
    expect(() => start([])).toThrow('service "db" has no container to start');
    const none = project({ services: { web: { deploy: { replicas: 0 } }, zero: { scale: 0 } } });
    expect(start([], {}, none)).toBe('');
  });

  test('refuses to start what waits for a service without containers', () => {
    expect(() => start([{ service: 'web', state: 'exited' }])).toThrow('web is missing dependency db');
  });

  test('warns of an optional dependency without containers, and goes on', () => {
    const optional = project({
      services: { web: { depends_on: { db: once('healthy', { required: false }) } }, db: {} },
    });
    const plan = planStart(optional, observed(optional, { containers: [{ service: 'web', state: 'exited' }] }));
    expect(plan.warnings).toEqual(['web is missing dependency db']);
    expect(formatPlan(plan)).toBe('[] -> #1 service:web:1, start-container, is exited');
  });
});

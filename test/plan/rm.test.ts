import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/plan/format.ts';
import { planRm, type RmOptions } from '../../src/plan/rm.ts';
import { observed, project } from '../support/builders.ts';
import { dedent } from '../support/text.ts';

const wanted = project({ services: { web: {}, db: {}, job: {} } });
const found = observed(wanted, {
  containers: [
    { service: 'web' },
    { service: 'web', number: 2, state: 'exited' },
    { service: 'db', state: 'paused' },
    { service: 'job', state: 'created' },
    { service: 'job', name: 'app-job-run-1', number: 0, oneOff: true, state: 'exited' },
    { service: 'gone', state: 'exited' },
  ],
});

function plan(options: RmOptions = {}): string {
  return formatPlan(planRm(wanted, found, options));
}

describe('rm', () => {
  test('removes what is stopped of the services, and nothing else', () => {
    expect(plan()).toBe(dedent`
      [] -> #1 service:web:2, remove-container, asked by rm
      [] -> #2 service:job:1, remove-container, asked by rm`);
  });

  test('of services that are named', () => {
    expect(plan({ services: ['job', 'db'] })).toBe('[] -> #1 service:job:1, remove-container, asked by rm');
  });

  test('removes what is going to be stopped, too', () => {
    expect(plan({ stop: true })).toBe(dedent`
      [] -> #1 service:web:1, remove-container, asked by rm
      [] -> #2 service:web:2, remove-container, asked by rm
      [] -> #3 service:db:1, remove-container, asked by rm
      [] -> #4 service:job:1, remove-container, asked by rm`);
  });

  test('keeps to the containers that may go', () => {
    expect(plan({ only: ['app-job-1', 'app-web-1'] })).toBe('[] -> #1 service:job:1, remove-container, asked by rm');
  });

  test.each([
    [{}, { volumes: false, force: false }],
    [{ volumes: true }, { volumes: true, force: false }],
    [{ force: true }, { volumes: false, force: true }],
  ])('with %o tells the engine %o', (options, asked) => {
    expect(planRm(wanted, found, options).nodes[0]!.operation).toMatchObject(asked);
  });
});

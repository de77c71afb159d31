import type { ContainerInspect, ContainerSummary } from '../../src/engine/api.ts';
import type { Operation } from '../../src/plan/operation.ts';
import type { ContainerFacts, FailureFacts } from '../../src/report/facts.ts';
import { type ProjectInput, project } from '../support/builders.ts';

export interface FactsInput extends Partial<Omit<FailureFacts, 'project'>> {
  readonly project?: ProjectInput;
}

/** Facts of a step that an engine refused; a test states what it is about. */
export function facts({ project: input = {}, ...more }: FactsInput = {}): FailureFacts {
  return {
    project: project(input),
    code: 'engine-refused',
    message: '',
    notStarted: [],
    containers: [],
    neighbours: [],
    networks: [],
    ...more,
  };
}

export function start(service: string): Operation {
  return { type: 'start-container', service, container: { id: `${service}-id`, name: `app-${service}-1` } };
}

export function waitFor(
  service: string,
  condition: Extract<Operation, { type: 'wait-for' }>['condition'] = 'service_healthy',
): Operation {
  return {
    type: 'wait-for',
    service,
    condition,
    required: true,
    containers: [{ id: `${service}-id`, name: `app-${service}-1` }],
  };
}

/** Container `app-db-1` as it was found, with the last lines of its log. */
export function container(
  state: Partial<ContainerInspect['State']>,
  { logs = [], test }: { logs?: readonly string[]; test?: readonly string[] } = {},
): ContainerFacts {
  const inspect: ContainerInspect = {
    Id: 'db-id',
    Name: '/app-db-1',
    Created: '',
    Image: 'sha256:1',
    State: { Status: 'running', Running: true, ExitCode: 0, ...state },
    Config: { Labels: {}, Image: 'busybox', ...(test ? { Healthcheck: { Test: test } } : {}) },
    HostConfig: {},
    Mounts: [],
    NetworkSettings: { Networks: {} },
  };
  return { inspect, logs, probes: [] };
}

/** A container of the engine, with what `docker ps` tells of it. */
export function neighbour(name: string, more: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    Id: `${name}-id`,
    Names: [`/${name}`],
    Image: 'busybox',
    ImageID: 'sha256:1',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {},
    State: 'running',
    Status: 'Up',
    Mounts: [],
    ...more,
  };
}

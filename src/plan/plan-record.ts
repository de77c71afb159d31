import { createHash } from 'node:crypto';
import type { Project } from '../model/project.ts';
import type { ObservedMount, ObservedState } from '../observe/observed-state.ts';
import type { Outline, OutlinedOperation } from './outline.ts';

/**
 * What a plan rested on and what it would do, for `apply`: digests of the model, ids and states of what the engine
 * had, and the operations. No value of the project is in it, so no secret.
 */
export interface PlanRecord {
  /** Digests of the parts of the model: `services.api`. */
  readonly model: Readonly<Record<string, string>>;
  /** Facts by `container app-api-1`, `image busybox`, `network app_default`, `volume app_data`. */
  readonly observed: Readonly<Record<string, ObservedFacts>>;
  readonly operations: readonly RecordedOperation[];
}

export interface ObservedFacts {
  /** Another one after it was made anew. */
  readonly identity: string;
  readonly state?: string;
  /** Of whatever else the plan looked at. */
  readonly digest?: string;
}

export type RecordedOperation = Pick<OutlinedOperation, 'stage' | 'type' | 'resource' | 'subject'>;

export function recordOf(project: Project, observed: ObservedState, { operations }: Outline): PlanRecord {
  return {
    model: modelDigests(project),
    observed: observedFacts(project, observed),
    operations: operations.map(recordedOperation),
  };
}

export function recordedOperation({ stage, type, resource, subject }: OutlinedOperation): RecordedOperation {
  return { stage, type, resource, subject };
}

/** What has changed since, a sentence each; empty when nothing has. */
export function driftBetween(then: PlanRecord, now: PlanRecord): string[] {
  return [...modelDrift(then.model, now.model), ...observedDrift(then.observed, now.observed)];
}

/** What would be done now and is not in the plan, or the other way round. */
export function operationDrift(planned: readonly RecordedOperation[], current: readonly RecordedOperation[]): string[] {
  const [then, now] = [planned.map(operationText), current.map(operationText)];
  return [
    ...now.filter(text => !then.includes(text)).map(text => `${text} is not in the plan, and needed now`),
    ...then.filter(text => !now.includes(text)).map(text => `${text} is in the plan, and not needed any more`),
  ];
}

function operationText({ type, resource, subject }: RecordedOperation): string {
  return `${type} of ${resource} (${subject.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1')})`;
}

function modelDrift(then: PlanRecord['model'], now: PlanRecord['model']): string[] {
  return keysOf(then, now).flatMap(key => {
    if (then[key] === now[key]) return [];
    if (then[key] === undefined) return [`${key} is new`];
    return [now[key] === undefined ? `${key} is gone` : `${key} changed`];
  });
}

function observedDrift(then: PlanRecord['observed'], now: PlanRecord['observed']): string[] {
  return keysOf(then, now).flatMap(key => {
    const [before, after] = [then[key], now[key]];
    if (before === undefined) return [`${key} is new`];
    if (after === undefined) return [`${key} is gone`];
    if (before.identity !== after.identity) {
      return [
        key.startsWith('image ') ? `${key}: ${before.identity} → ${after.identity}` : `${key} was recreated since`,
      ];
    }
    if (before.state !== after.state) return [`${key}: ${before.state} → ${after.state}`];
    return before.digest === after.digest ? [] : [`${key} was changed since`];
  });
}

function keysOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function modelDigests({ services, networks, volumes, secrets, configs, ...project }: Project): Record<string, string> {
  const sections = { services, networks, volumes, secrets, configs };
  const entries = Object.entries(sections).flatMap(([section, parts]) =>
    Object.entries(parts).map(([key, part]) => [`${section}.${key}`, digestOf(part)]),
  );
  const { name, workingDir, composeFiles } = project;
  const contents = Object.entries({ ...secrets, ...configs }).map(([key, { environment }]) => [
    key,
    environment === undefined ? null : (project.environment[environment] ?? null),
  ]);
  return {
    ...Object.fromEntries(entries),
    'the project': digestOf([name, workingDir, composeFiles]),
    'the content of secrets and configs': digestOf(contents),
  };
}

/** Containers of other services may come and go. */
function observedFacts(project: Project, observed: ObservedState): Record<string, ObservedFacts> {
  const isOurs = (service: string): boolean => !(service in project.disabledServices);
  const { networks, volumes } = project;
  const own = (map: Readonly<Record<string, { readonly name: string }>>, name: string): boolean =>
    Object.values(map).some(resource => resource.name === name);
  return Object.fromEntries([
    ...observed.containers
      .filter(({ service }) => isOurs(service))
      .map(({ id, name, state, labels, networks, mounts }) => [
        `container ${name}`,
        { identity: id, state, digest: digestOf([labels, networks, mounts.map(mountText).sort()]) },
      ]),
    ...Object.values(observed.networks)
      .filter(({ name }) => own(networks, name))
      .map(({ id, name, labels }) => [`network ${name}`, { identity: id, digest: digestOf(labels) }]),
    ...Object.values(observed.volumes)
      .filter(({ name }) => own(volumes, name))
      .map(({ name, labels, createdAt = '' }) => [`volume ${name}`, { identity: createdAt, digest: digestOf(labels) }]),
    ...Object.entries(observed.images).map(([name, { id }]) => [`image ${name}`, { identity: id }]),
  ]);
}

function mountText({ type, name, source, destination }: ObservedMount): string {
  return [type, name ?? source, destination].join(' ');
}

/** Mappings count the same in any order. */
function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value, sorted) ?? '')
    .digest('hex')
    .slice(0, 16);
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

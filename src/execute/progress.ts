import type { Emit, ExpectedResource, ProgressEvent, ResourceKind } from '../events/event.ts';
import type { ObservedContainer } from '../observe/observed-state.ts';
import type { Operation } from '../plan/operation.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { createBlocks, type WaitNode } from './blocks.ts';
import { failureMessage } from './failure.ts';

/** Tells of each step in Docker Compose's words; steps of a group are told as one. */
export interface Progress {
  /** A wait has begun: what comes after it is told to be held up by it. */
  waiting(node: WaitNode): void;
  waited(node: WaitNode): void;
  started(node: PlanNode): void;
  done(node: PlanNode): void;
  failed(node: PlanNode, error: unknown): void;
}

export function progressOf(plan: Plan, emit: Emit): Progress {
  const groups = groupsOf(plan);
  const blocks = createBlocks(plan, node => groups.get(node.group ?? '')?.words ?? wordsOf(node.operation), emit);
  return {
    waiting: blocks.began,
    waited: blocks.ended,
    started(node) {
      const group = groups.get(node.group ?? '');
      if (isEnded(node.operation))
        for (const stage of ['working', 'done'] as const) tell(emit, stopWords(node.operation), stage);
      if (!group) tell(emit, wordsOf(node.operation), 'working');
      else if (group.started === 0) tell(emit, group.words, 'working');
      if (group) group.started += 1;
    },
    done(node) {
      const group = groups.get(node.group ?? '');
      if (!group) return tell(emit, wordsOf(node.operation), 'done');
      group.left -= 1;
      if (group.left === 0) tell(emit, group.words, 'done');
    },
    failed(node, error) {
      const words = groups.get(node.group ?? '')?.words ?? wordsOf(node.operation);
      if (!words || isHook(node)) return;
      // A push that fails is told of by the reason alone.
      if (node.operation.type === 'push-image')
        emit({ ...subject(words), status: 'Error', text: failureMessage(error) });
      else emit({ ...subject(words), status: 'Error', text: 'Error', details: whyFailed(node, error) });
    },
  };
}

/** Docker Compose tells of a pull that fails without the words that it begins the engine's answers with elsewhere. */
function whyFailed({ operation }: PlanNode, error: unknown): string {
  const isBare = operation.type === 'pull-image' || operation.type === 'build-image';
  return isBare && error instanceof Error ? error.message : failureMessage(error);
}

/** The resources that will be told of, in the order in which they come up, each with its number of steps. */
export function expectedResources(plan: Plan): ExpectedResource[] {
  const groups = groupsOf(plan);
  const found = new Map<string, Subject & { readonly steps: Set<string> }>();
  const expect = ({ kind, name }: Subject, step: string): void => {
    const key = `${kind} ${name}`;
    found.set(key, { kind, name, steps: (found.get(key)?.steps ?? new Set()).add(step) });
  };
  for (const { name, state } of plan.unchanged) expect({ kind: 'Container', name }, state);
  for (const { group = '', operation } of plan.nodes) {
    const words = groups.get(group)?.words ?? wordsOf(operation);
    if (isEnded(operation)) expect(stopWords(operation), stopWords(operation).done);
    for (const subject of words ? [words] : waitedFor(operation)) expect(subject, words?.done ?? operation.type);
  }
  return [...found.values()].map(({ kind, name, steps }) => ({ kind, name, steps: steps.size }));
}

type Removal = Extract<Operation, { type: 'remove-container' }>;

/** Docker Compose tells that it stops what it removes, whether or not that runs. */
function isEnded(operation: Operation): operation is Removal {
  return operation.type === 'remove-container' && operation.ended === true;
}

/** However many wait for a container, to the user it is one step. */
function waitedFor(operation: Operation): Subject[] {
  return operation.type === 'wait-for' ? operation.containers.map(({ name }) => ({ kind: 'Container', name })) : [];
}

type Subject = Pick<ProgressEvent, 'kind' | 'name'>;

/** A finished step that its handler tells of itself, with another outcome than usual. */
export function warningEvent(kind: ResourceKind, name: string, text: string): ProgressEvent {
  return { type: 'progress', kind, name, status: 'Warning', text };
}

interface Words {
  readonly kind: ResourceKind;
  readonly name: string;
  /** Undefined for steps that are told of only when they are done. */
  readonly working?: string;
  readonly done: string;
}

interface Group {
  readonly words: Words | undefined;
  started: number;
  left: number;
}

function groupsOf(plan: Plan): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { group, operation } of plan.nodes) {
    if (group === undefined) continue;
    const known = groups.get(group) ?? { words: undefined, started: 0, left: 0 };
    groups.set(group, { ...known, words: known.words ?? groupWords(operation), left: known.left + 1 });
  }
  return groups;
}

/** What a group is told as: the making of a container that replaces another, else the step that is no hook. */
function groupWords(operation: Operation): Words | undefined {
  if (operation.type !== 'create-container') return wordsOf(operation);
  return { kind: 'Container', name: operation.name, working: 'Recreate', done: 'Recreated' };
}

function tell(emit: Emit, words: Words | undefined, stage: 'working' | 'done'): void {
  const text = words?.[stage];
  if (words && text) emit({ ...subject(words), status: stage === 'done' ? 'Done' : 'Working', text });
}

function subject({ kind, name }: Words): Pick<ProgressEvent, 'type' | 'kind' | 'name'> {
  return { type: 'progress', kind, name };
}

/** A hook that fails is told of by the error that ends the run, as Docker Compose does. */
function isHook({ operation }: PlanNode): boolean {
  return operation.type === 'exec-hook' || operation.type === 'run-hook';
}

/** Undefined for steps that nobody is told of, or that tell of themselves. */
function wordsOf(operation: Operation): Words | undefined {
  switch (operation.type) {
    case 'create-network':
      return { kind: 'Network', name: operation.network.name, working: 'Creating', done: 'Created' };
    case 'create-volume':
      return { kind: 'Volume', name: operation.volume.name, working: 'Creating', done: 'Created' };
    case 'create-container':
      return { kind: 'Container', name: operation.name, working: 'Creating', done: 'Created' };
    case 'start-container':
      return { kind: 'Container', name: operation.container.name, working: 'Starting', done: 'Started' };
    case 'stop-container':
      return stopWords(operation);
    case 'restart-container':
      return { kind: 'Container', name: operation.container.name, working: 'Restarting', done: 'Started' };
    case 'pause-container':
      return { kind: 'Container', name: operation.container.name, done: 'Paused' };
    case 'unpause-container':
      return { kind: 'Container', name: operation.container.name, done: 'Unpaused' };
    case 'kill-container':
      return { kind: 'Container', name: operation.container.name, working: 'Killing', done: 'Killed' };
    case 'remove-container':
      return { kind: 'Container', name: operation.container.name, working: 'Removing', done: 'Removed' };
    case 'pull-image':
      return { kind: 'Image', name: operation.image, working: 'Pulling', done: 'Pulled' };
    case 'push-image':
      return { kind: '', name: operation.image, working: 'Pushing', done: 'Pushed' };
    case 'build-image':
      return { kind: 'Image', name: operation.image, working: 'Building', done: 'Built' };
    case 'remove-network':
      return { kind: 'Network', name: operation.name, working: 'Removing', done: 'Removed' };
    case 'remove-volume':
      return { kind: 'Volume', name: operation.name, working: 'Removing', done: 'Removed' };
    case 'remove-image':
      return { kind: 'Image', name: taggedName(operation.image), working: 'Removing', done: 'Removed' };
    case 'run-provider':
      return providerWords(operation);
    case 'rename-container':
    case 'connect-network':
    case 'disconnect-network':
    case 'exec-hook':
    case 'run-hook':
    case 'wait-for':
      return undefined;
  }
}

function stopWords({ container: { name } }: Extract<Operation, { container: ObservedContainer }>) {
  return { kind: 'Container', name, working: 'Stopping', done: 'Stopped' } as const;
}

/** Docker Compose names what it removes with its tag. */
export function taggedName(image: string): string {
  return /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
}

/** Whether a provider can pause is known when it is asked: its handler tells of that. */
function providerWords({ service: { name }, action }: Extract<Operation, { type: 'run-provider' }>): Words | undefined {
  if (action === 'stop') return undefined;
  const words = action === 'up' ? { working: 'Creating', done: 'Created' } : { working: 'Removing', done: 'Removed' };
  return { kind: 'Service', name, ...words };
}

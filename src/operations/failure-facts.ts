import type { ProbeRun } from '../diagnostics/failure-report.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { abortable } from '../execute/abort.ts';
import { type ExecutionError, type StepFailure, toComposeError } from '../execute/failure.ts';
import { lineSplitter } from '../execute/output-lines.ts';
import { imageName } from '../model/resource-names.ts';
import type { ContainerFacts, FailureFacts } from '../report/facts.ts';
import { takenPort } from '../report/ports.ts';
import { listenerAt, pathKind } from './this-machine.ts';

export interface Gathering {
  readonly engine: Engine;
  /** After it, what is not known stays so. */
  readonly signal: AbortSignal;
  readonly containersGo?: boolean;
}

const lastLines = 20;

const gathered = new WeakMap<ExecutionError, Promise<FailureFacts[]>>();

/**
 * What can be found out about each failed step, by calls that change nothing. Asked once an error: whoever removes
 * what has failed gathers the facts before.
 */
export function gatherFacts(error: ExecutionError, gathering: Gathering): Promise<FailureFacts[]> {
  const known = gathered.get(error) ?? gather(error, gathering);
  gathered.set(error, known);
  return known;
}

async function gather(error: ExecutionError, gathering: Gathering): Promise<FailureFacts[]> {
  const neighbours = await orElse(gathering.engine.listContainers(), [], gathering);
  return Promise.all(error.failures.map(failure => factsOf(failure, { error, neighbours }, gathering)));
}

/** Those of a call outside any plan. */
export function refusalFacts(error: EngineError): FailureFacts {
  return { ...sentenceOf(error), notStarted: [], containers: [], neighbours: [], networks: [] };
}

function sentenceOf(error: unknown): Pick<FailureFacts, 'code' | 'message' | 'hint'> {
  const { code, message, hint } = toComposeError(error);
  return {
    code,
    message: error instanceof EngineError ? error.message : message,
    ...(hint === undefined ? {} : { hint }),
  };
}

async function factsOf(
  { operation, error: cause, containers: own, notStarted }: StepFailure,
  { error, neighbours }: { error: ExecutionError; neighbours: FailureFacts['neighbours'] },
  gathering: Gathering,
): Promise<FailureFacts> {
  const sentence = sentenceOf(cause);
  const containers = await Promise.all(
    own.map(container => orElse(containerFacts(container, gathering), undefined, gathering)),
  );
  const facts: FailureFacts = {
    ...sentence,
    project: error.project,
    operation,
    notStarted,
    neighbours,
    networks: [],
    containers: containers.flatMap(container => container ?? []),
    containersGo: gathering.containersGo ?? false,
  };
  return { ...facts, ...(await moreFacts(facts, gathering)) };
}

async function containerFacts(
  { id, attempts }: StepFailure['containers'][number],
  { engine, signal }: Gathering,
): Promise<ContainerFacts> {
  const inspect = await engine.inspectContainer(id);
  const logs: string[] = [];
  const lines = lineSplitter((_, line) => logs.push(line));
  try {
    const options = { tail: String(lastLines), tty: inspect.Config.Tty === true, signal };
    for await (const chunk of engine.logs(id, options)) lines.push(chunk);
  } catch {
    // Some logging drivers can't be read.
  }
  lines.end();
  return { inspect, logs: logs.slice(-lastLines), probes: attempts.map(probeRun) };
}

function probeRun({ exitCode = -1, output }: StepFailure['containers'][number]['attempts'][number]): ProbeRun {
  return { exitCode, output };
}

/** What only some causes ask for. */
async function moreFacts(facts: FailureFacts, gathering: Gathering): Promise<Partial<FailureFacts>> {
  const { message, containers, operation } = facts;
  const said = [message, ...containers.flatMap(({ logs }) => logs)];
  const about = (words: RegExp) => said.some(text => words.test(text));
  return {
    ...(isForPlatform(operation) || about(/exec format error|specified platform|no matching manifest/)
      ? await platforms(facts, gathering)
      : {}),
    ...(/address pool/.test(message) ? { networks: await orElse(gathering.engine.listNetworks(), [], gathering) } : {}),
    ...((await orElse(gathering.engine.isLocal(), false, gathering)) ? await hostFacts(facts) : {}),
  };
}

function isForPlatform(operation: FailureFacts['operation']): boolean {
  return operation?.type === 'pull-image' && operation.platform !== undefined;
}

async function platforms(
  { operation, project, containers: [container] }: FailureFacts,
  gathering: Gathering,
): Promise<Partial<FailureFacts>> {
  const { engine } = gathering;
  const service = operation && 'service' in operation ? operation.service : undefined;
  const named = typeof service === 'string' ? project?.services[service] : service;
  const asked = operation && 'image' in operation ? operation.image : named && project && imageName(project, named);
  const image = container?.inspect.Image ?? asked;
  const [version, found] = await Promise.all([
    orElse(engine.version(), undefined, gathering),
    image === undefined ? undefined : orElse(engine.inspectImage(image), undefined, gathering),
  ]);
  return {
    ...(version ? { enginePlatform: `${version.Os}/${version.Arch}` } : {}),
    ...(found ? { imagePlatform: `${found.Os}/${found.Architecture}` } : {}),
  };
}

/** What this machine tells, where the engine runs on it. */
async function hostFacts({ message }: FailureFacts): Promise<Partial<FailureFacts>> {
  const port = takenPort(message);
  const listener = port && (await listenerAt(port).catch(() => undefined));
  const source = /error mounting "([^"]+)"/.exec(message)?.[1];
  return {
    ...(listener ? { listener } : {}),
    ...(source === undefined ? {} : { mountSource: pathKind(source) }),
  };
}

async function orElse<Result, Other>(
  call: Promise<Result>,
  other: Other,
  { signal }: Gathering,
): Promise<Result | Other> {
  try {
    return await abortable(call, signal);
  } catch {
    return other;
  }
}

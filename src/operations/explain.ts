import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import { ExplainedError } from '../diagnostics/errors.ts';
import type { FailureReport } from '../diagnostics/failure-report.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { sharedSignal } from '../execute/abort.ts';
import { ExecutionError, toComposeError } from '../execute/failure.ts';
import type { Project } from '../model/project.ts';
import { secretsOf } from '../model/secrecy.ts';
import type { Service } from '../model/service.ts';
import type { ContainerFacts, FailureFacts } from '../report/facts.ts';
import type { Findings, ModelPath } from '../report/findings.ts';
import { findingsOf } from '../report/findings-of.ts';
import { withoutSecrets, withoutValues } from '../report/mask.ts';
import { gatherFacts, refusalFacts } from './failure-facts.ts';

export interface ExplainContext {
  readonly engine: Engine;
  /** Gives up finding out more: the error is told as it is. */
  readonly signal: AbortSignal;
  /** The containers that it is about are removed then. Default: false. */
  readonly containersGo?: boolean;
  /** Says where the project's files have a path. Called for what failed alone. Default: nowhere. */
  readonly locate?: (
    project: Project,
  ) => Promise<(path: ModelPath) => { location: SourceLocation; variables: readonly string[] } | undefined>;
}

/** Longer than an engine that is well takes to answer, and short beside what has failed. */
const patienceMilliseconds = 3_000;

/**
 * The error with reports of why, for what the engine or a container failed at; others say themselves what is wrong.
 * Never rejects, and asks nothing that changes anything: the error is what counts.
 */
export async function explain(error: unknown, context: ExplainContext): Promise<unknown> {
  if (error instanceof EngineError) return explainRefusal(error);
  if (!(error instanceof ExecutionError)) return error;
  const patience = sharedSignal(context.signal, AbortSignal.timeout(patienceMilliseconds));
  try {
    const { engine, containersGo = false } = context;
    const all = await gatherFacts(error, { engine, containersGo, signal: patience });
    const reports = await placed(all, context.locate);
    return context.signal.aborted ? error : new ExplainedError(toComposeError(error), reports);
  } catch {
    return error;
  }
}

/** What the engine's sentence alone tells. */
export function explainRefusal(error: EngineError): ExplainedError {
  const { places, hintPlace, ...report } = findingsOf(refusalFacts(error));
  return new ExplainedError(toComposeError(error), [report]);
}

async function placed(all: readonly FailureFacts[], locate: ExplainContext['locate']): Promise<FailureReport[]> {
  const found = all.map(facts => ({ facts, findings: findingsOf(facts) }));
  const isAnywhere = found.some(({ findings }) => findings.places.length > 0);
  // Files may have changed, or be gone, since they were read.
  const project = all.find(facts => facts.project)?.project;
  const place = isAnywhere && project ? await locate?.(project).catch(() => undefined) : undefined;
  return distinct(found.map(({ facts, findings }) => report(findings, facts, place)));
}

type Locate = Awaited<ReturnType<NonNullable<ExplainContext['locate']>>>;

function report(findings: Findings, { project, containers }: FailureFacts, locate: Locate | undefined): FailureReport {
  const { places, hintPlace, ...rest } = findings;
  if (!project) return rest;
  const secrets = secretsOf(project, containers.flatMap(environmentOf));
  const probe = rest.probe && shownProbe(rest.probe, { findings, project, locate, secrets });
  const place = locate && first(places, locate);
  const within = place !== undefined && hasWords(place.path);
  const values = Object.values(serviceOf(findings, project)?.environment ?? {}).flatMap(value => value ?? []);
  const location = place && withoutValues(place.location, { secrets, values, within });
  const hintLocation = hintPlace && locate?.(hintPlace)?.location;
  return {
    ...rest,
    ...(probe ? { probe } : {}),
    ...(location ? { location } : {}),
    ...(hintLocation ? { hintLocation } : {}),
  };
}

function serviceOf({ service }: Findings, project: Project): Service | undefined {
  return service === undefined ? undefined : project.services[service];
}

function environmentOf({ inspect }: ContainerFacts): (readonly [string, string])[] {
  return (inspect.Config.Env ?? []).map(entry => [
    entry.slice(0, entry.indexOf('=')),
    entry.slice(entry.indexOf('=') + 1),
  ]);
}

interface ProbeSource {
  readonly findings: Findings;
  readonly project: Project;
  readonly locate: Locate | undefined;
  readonly secrets: readonly string[];
}

/** Its command may hold values of variables; where no file says which, it isn't shown. */
function shownProbe(
  { command, runs }: NonNullable<FailureReport['probe']>,
  { findings, project, locate, secrets }: ProbeSource,
): NonNullable<FailureReport['probe']> {
  const service = serviceOf(findings, project);
  const isFromFile = service?.image !== undefined || service?.build !== undefined;
  if (command === undefined || !isFromFile) return { runs };
  const variables = probeVariables(findings, locate);
  return { command: withoutSecrets(command, { variables, environment: project.environment, secrets }), runs };
}

function probeVariables({ service }: Findings, locate: Locate | undefined): readonly string[] {
  return (service !== undefined && locate?.(['services', service, 'healthcheck', 'test'])?.variables) || [];
}

function first(places: readonly ModelPath[], locate: Locate) {
  for (const path of places) {
    const place = locate(path);
    if (place) return { ...place, path };
  }
  return undefined;
}

/** A program is told by it, maybe with a secret, what to do. */
function hasWords(path: ModelPath): boolean {
  return ['command', 'entrypoint', 'healthcheck', 'test'].includes(String(path.at(-1)));
}

/** Several steps may fail of one cause: those that wait for the same container. */
function distinct(reports: readonly FailureReport[]): FailureReport[] {
  const byCause = new Map<string, FailureReport>();
  for (const report of reports) {
    const key = `${report.code} ${report.summary}`;
    const known = byCause.get(key);
    const notStarted = [...new Set([...(known?.notStarted ?? []), ...report.notStarted])];
    byCause.set(key, { ...(known ?? report), notStarted });
  }
  return [...byCause.values()];
}

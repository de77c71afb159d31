import type { ProbeRun } from '../diagnostics/failure-report.ts';
import type { Service } from '../model/service.ts';
import type { Operation } from '../plan/operation.ts';
import type { ContainerFacts, FailureFacts } from './facts.ts';
import type { Finding, ModelPath } from './findings.ts';
import { signalOf } from './signals.ts';

type WaitFor = Extract<Operation, { type: 'wait-for' }>;

/** What became of the containers that were waited for: the first one that is not as was asked decides. */
export function explainWait(operation: WaitFor, facts: FailureFacts): Finding | undefined {
  const waiting = { operation, facts, service: facts.project?.services[operation.service] };
  const culprit = facts.containers.find(container => isCulprit(waiting, container)) ?? facts.containers[0];
  if (!culprit) return undefined;
  const found = explainContainer(culprit, waiting);
  return { container: nameOf(culprit), ...(culprit.logs.length > 0 ? { logs: culprit.logs } : {}), ...found };
}

interface Waiting {
  readonly operation: WaitFor;
  readonly facts: FailureFacts;
  readonly service: Service | undefined;
}

/** Of several containers, the one that the error is about; else one that isn't as far as it should be. */
function isCulprit(
  { operation: { condition }, facts: { code } }: Waiting,
  { inspect: { State } }: ContainerFacts,
): boolean {
  const health = State.Health?.Status ?? 'none';
  const isOver = State.Status === 'exited' || State.Status === 'dead';
  switch (code) {
    case 'unhealthy':
      return health === 'unhealthy';
    case 'no-healthcheck':
      return health === 'none';
    case 'exited':
      return isOver && (condition === 'service_healthy' || State.ExitCode !== 0);
    case 'keeps-restarting':
      return State.Status === 'restarting';
    default:
      return State.Status !== 'running' || health === 'starting' || health === 'unhealthy';
  }
}

/** The error says what is wrong, and the container how it came to that; where it says nothing, the container alone. */
function explainContainer(culprit: ContainerFacts, waiting: Waiting): Finding {
  switch (waiting.facts.code) {
    case 'unhealthy':
      return explainProbe(culprit, waiting);
    case 'no-healthcheck':
      return explainNoHealthcheck(culprit, waiting);
    case 'exited':
    case 'keeps-restarting':
      return explainExit(culprit, waiting);
    default:
      return explainUnready(culprit, waiting);
  }
}

function explainUnready(culprit: ContainerFacts, waiting: Waiting): Finding {
  const { State } = culprit.inspect;
  const { code, message } = waiting.facts;
  if (State.Status === 'restarting') return explainExit(culprit, waiting);
  if (State.Health && State.Health.Status !== 'none') return explainProbe(culprit, waiting);
  const isToEnd = waiting.operation.condition === 'service_completed_successfully' && State.Running;
  return { code, summary: isToEnd ? `${nameOf(culprit)} has not ended yet` : message };
}

function explainExit(culprit: ContainerFacts, { operation, facts, service }: Waiting): Finding {
  const { ExitCode: exitCode, OOMKilled: oomKilled = false } = culprit.inspect.State;
  const signal = signalOf(exitCode);
  const ending = { exitCode, oomKilled, ...(signal === undefined ? {} : { signal }) };
  const own = ['services', operation.service];
  if (culprit.inspect.State.Status === 'running') return { code: facts.code, summary: facts.message };
  if (oomKilled) {
    const places = [[...own, 'deploy', 'resources', 'limits', 'memory'], [...own, 'mem_limit'], own];
    const hint = 'it used more memory than it may: raise the limit, or make it need less';
    return {
      ...ending,
      code: 'out-of-memory',
      summary: `${nameOf(culprit)} ran out of memory (exit code ${exitCode})`,
      hint,
      places,
    };
  }
  const foreign = wrongPlatform(culprit, facts);
  if (foreign !== undefined) return { ...ending, ...foreign, places: [[...own, 'platform'], [...own, 'image'], own] };
  const by = signal === undefined ? `exited with code ${exitCode}` : `was ended by ${signal} (exit code ${exitCode})`;
  const again = facts.code === 'keeps-restarting' ? ', each time that it was started again' : '';
  return {
    ...ending,
    code: facts.code,
    summary: `${nameOf(culprit)} ${by}${again}`,
    ...exitHint(exitCode, { operation, facts, service, signal }),
    places: [[...own, 'command'], own],
  };
}

type Advice = Pick<Finding, 'hint' | 'hintPlace'>;

/** The kernel's words for a program of another processor, in what the container wrote. */
function wrongPlatform(
  culprit: ContainerFacts,
  facts: FailureFacts,
): Pick<Finding, 'code' | 'summary' | 'hint'> | undefined {
  if (!culprit.logs.some(line => line.includes('exec format error'))) return undefined;
  const { imagePlatform, enginePlatform } = facts;
  const name = nameOf(culprit);
  if (imagePlatform === undefined || imagePlatform === enginePlatform)
    return {
      code: 'wrong-platform',
      summary: `${name} can't run: its program is of another processor, or a script without its first line`,
      hint: 'begin a script with #!/bin/sh, and build programs for the platform of the engine',
    };
  return {
    code: 'wrong-platform',
    summary: `${name} can't run: its image is for ${imagePlatform}, and the engine runs ${enginePlatform}`,
    hint: `take an image for ${enginePlatform}, or install emulation on the engine (binfmt)`,
  };
}

function exitHint(exitCode: number, { signal, ...waiting }: Waiting & { signal: string | undefined }): Advice {
  const { operation } = waiting;
  if (exitCode === 0 && operation.condition !== 'service_completed_successfully')
    return {
      hint: `${operation.service} ended by itself: to wait for its end, depend on it with service_completed_successfully`,
    };
  if (exitCode === 127)
    return { hint: 'a command was not found: see its name in the lines above, and whether the image has it' };
  if (exitCode === 126)
    return { hint: 'a command could not be run: see whether the file may be executed (`chmod +x`)' };
  if (signal === 'SIGKILL')
    return {
      hint: `something killed it: a user, or the machine when ${waiting.facts.containers.some(isLimited) ? 'it needed more than its limit of memory' : 'that ran out of memory'}`,
    };
  return emptyVariables(waiting.service) ?? logHint(waiting);
}

function isLimited({ inspect: { HostConfig } }: ContainerFacts): boolean {
  return typeof HostConfig.Memory === 'number' && HostConfig.Memory > 0;
}

/** The engine's runs are why it is unhealthy; while nobody has said so, our own are the latest. */
function explainProbe(culprit: ContainerFacts, { operation, facts, service }: Waiting): Finding {
  const { State, Config } = culprit.inspect;
  const byEngine = (State.Health?.Log ?? []).map(({ ExitCode, Output }) => ({ exitCode: ExitCode, output: Output }));
  const { code } = facts;
  const isFinal = code === 'unhealthy';
  const preferred = isFinal ? [byEngine, culprit.probes] : [culprit.probes, byEngine];
  const runs = (preferred.find(({ length }) => length > 0) ?? []).slice(-3);
  const own = ['services', operation.service];
  return {
    code,
    summary: `${nameOf(culprit)} ${isFinal ? unhealthy(State.Health?.FailingStreak ?? 0, runs) : 'is not ready yet: its probe has not succeeded'}`,
    probe: { command: probeCommand(Config.Healthcheck?.Test ?? []), runs },
    ...probeHint(runs, { operation, facts, service }),
    places: [[...own, 'healthcheck', 'test'], [...own, 'healthcheck'], own],
  };
}

/** The engine counts its own runs alone, and begins anew when the container does. */
function unhealthy(times: number, runs: readonly ProbeRun[]): string {
  if (times > 0) return `is unhealthy: its probe failed ${times === 1 ? 'once' : `${times} times`}`;
  return runs.some(({ exitCode }) => exitCode !== 0) ? 'is unhealthy: its probe failed' : 'is unhealthy';
}

function probeHint(runs: readonly ProbeRun[], waiting: Waiting): Advice {
  const last = runs.at(-1);
  if (last?.exitCode === 127 || /executable file not found/.test(last?.output ?? ''))
    return { hint: 'the image has no such program: probe with one that it has' };
  if (last?.exitCode === -1 && /timeout|no answer within/.test(last.output))
    return { hint: 'the probe takes longer than its `timeout`: make it quicker, or the time longer' };
  return emptyVariables(waiting.service) ?? logHint(waiting);
}

function logHint({ operation, facts }: Waiting): Advice {
  return facts.containersGo ? {} : { hint: `\`gantry logs ${operation.service}\` shows all that it wrote` };
}

/** A variable that came out empty is what programs stumble over most. */
function emptyVariables(service: Service | undefined): Advice | undefined {
  const empty = Object.entries(service?.environment ?? {}).flatMap(([name, value]) => (value === '' ? name : []));
  if (!service || empty.length === 0) return undefined;
  return {
    hint: `${empty.join(', ')} ${empty.length === 1 ? 'is' : 'are'} empty in its environment`,
    hintPlace: ['services', service.name, 'environment', empty[0]!],
  };
}

function explainNoHealthcheck(culprit: ContainerFacts, { operation, facts }: Waiting): Finding {
  const waiting = dependents(operation.service, facts);
  return {
    code: 'no-healthcheck',
    summary: `${nameOf(culprit)} has no healthcheck, so it never becomes healthy`,
    hint: `give ${operation.service} a healthcheck, or depend on it with service_started`,
    places: [...waiting, ['services', operation.service]],
  };
}

/** Where others ask for the service's health. */
function dependents(service: string, { project }: FailureFacts): ModelPath[] {
  return Object.values(project?.services ?? {})
    .filter(other => other.depends_on?.[service]?.condition === 'service_healthy')
    .flatMap(({ name }) => [
      ['services', name, 'depends_on', service, 'condition'],
      ['services', name, 'depends_on', service],
    ]);
}

/** As one would type it. */
function probeCommand([kind, ...words]: readonly string[]): string {
  if (kind === 'CMD-SHELL') return words.join(' ');
  return words.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function nameOf({ inspect }: ContainerFacts): string {
  return inspect.Name.replace(/^\//, '');
}

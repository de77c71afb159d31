import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerInspect, ContainerSummary } from '../engine/api.ts';
import { orAbsent } from '../engine/engine-error.ts';
import type { ContainerFacts, Facts } from '../generate/facts.ts';
import { type Generated, type GenerateOptions, generateProject } from '../generate/generate.ts';
import { label } from '../model/labels.ts';
import type { Context } from './context.ts';
import { nameOf } from './scope.ts';

interface Wanted extends GenerateOptions {
  /** By name or by the start of their ids; or all of a project. */
  readonly containers: readonly string[];
  readonly ofProject?: string;
}

/** A project that would make these containers. */
export async function generate(wanted: Wanted, { engine }: Pick<Context, 'engine'>): Promise<Generated> {
  const all = await engine.listContainers();
  const chosen = choose(all, wanted);
  const [containers, networks, volumes] = await Promise.all([
    Promise.all(chosen.map(({ Id }) => engine.inspectContainer(Id).then(container => lookAt(container, engine)))),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const names = new Map(all.map(container => [container.Id, nameOf(container)]));
  const facts: Facts = { containers, networks, volumes, names };
  return generateProject(facts, wanted);
}

function choose(all: readonly ContainerSummary[], { containers, ofProject }: Wanted): ContainerSummary[] {
  if (containers.length === 0 && ofProject !== undefined) {
    const own = all.filter(({ Labels }) => Labels[label.project] === ofProject && Labels[label.oneOff] !== 'True');
    if (own.length === 0) throw noSuch(`no containers found for project ${JSON.stringify(ofProject)}`);
    return own;
  }
  const found = containers.map(reference => find(all, reference));
  const missing = containers.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw noSuch(`no container(s) found with the following name(s): ${missing.join(',')}`);
  return [...new Set(found.filter(container => container !== undefined))];
}

function find(all: readonly ContainerSummary[], reference: string): ContainerSummary | undefined {
  const named = all.find(container => nameOf(container) === reference.replace(/^\//, ''));
  if (named !== undefined) return named;
  const byId = all.filter(({ Id }) => Id.startsWith(reference));
  return reference !== '' && byId.length === 1 ? byId[0] : undefined;
}

function noSuch(message: string): ComposeError {
  return new ComposeError('no-such-container', message, { hint: '`docker ps -a` lists containers' });
}

async function lookAt(container: ContainerInspect, engine: Context['engine']): Promise<ContainerFacts> {
  const [image, current] = await Promise.all([
    orAbsent(engine.inspectImage(container.Image)),
    orAbsent(engine.inspectImage(container.Config.Image)),
  ]);
  return { container, image, imageHasMoved: current !== undefined && current.Id !== container.Image };
}

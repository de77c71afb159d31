import { ComposeError } from '../../diagnostics/errors.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { Project } from '../../model/project.ts';
import type { Trace, TraceStep } from '../../model/trace.ts';
import { loadProject } from '../load.ts';
import { LoadRecord } from '../load-record.ts';
import type { LoaderIO, LoadOptions } from '../options.ts';
import type { Path, Tree, TreeMap } from '../tree.ts';
import { type AttributeStep, attributeSteps } from './attribute-steps.ts';
import { canonicalTree, contributionsTo, documentsOf } from './contributions.ts';
import { allExpressions, expressionsAt } from './expressions.ts';
import { placedAt, valueAt } from './places.ts';
import { settled } from './settled.ts';
import { findTarget } from './target.ts';
import { VariableSources } from './variable-sources.ts';

/**
 * Says where the value of a variable (`TAG`) or of an attribute (`services.web.ports[0]`) comes from. The project is
 * loaded as ever, with a record of what was merged; then the documents on that record are asked one after another.
 */
export async function traceTarget(target: string, options: LoadOptions, io: LoaderIO): Promise<Trace> {
  const record = new LoadRecord();
  const { project } = await loadProject({ ...options, record, resolveEnvironment: false }, io);
  const resolved = modelOf((await loadProject(options, io)).project);
  const sources = await VariableSources.of(options, project.workingDir, io);
  const tracing = { target, options, project, resolved, record, sources };
  const isVariable = /^[A-Za-z_][A-Za-z0-9_]*$/.test(target) && !(target in resolved);
  return isVariable ? traceVariable(tracing) : traceAttribute(tracing);
}

interface Tracing {
  readonly target: string;
  readonly options: LoadOptions;
  /** Its env_file and label_file are not read yet. */
  readonly project: Project;
  readonly resolved: TreeMap;
  readonly record: LoadRecord;
  readonly sources: VariableSources;
}

/** What the files are about; a project also knows where it was loaded from. */
function modelOf(project: Project): TreeMap {
  const { disabledServices, workingDir, composeFiles, envFiles, environment, ...model } = project;
  return { ...model, services: { ...disabledServices, ...project.services } } as unknown as TreeMap;
}

async function traceVariable({ target, project, record, sources }: Tracing): Promise<Trace> {
  const documents = documentsOf(record);
  const expressions = documents.flatMap(({ origin }) => allExpressions(origin));
  const uses = expressions
    .filter(({ name }) => name === target)
    .map(({ own, location, default: fallback }) => ({
      expression: own,
      location,
      ...(fallback && { default: fallback }),
    }));
  // An included file may have variables that the project has not.
  const where = [...record.documents, ...documents].find(({ files }) => files.environment[target] !== undefined);
  const value = where?.files.environment[target];
  if (value === undefined && uses.length === 0) {
    const known = [...expressions.map(({ name }) => name), ...Object.keys(project.environment)];
    throw unknownVariable(target, known);
  }
  const steps = await sources.stepsOf(target, where?.files ?? {});
  const shown = steps.length > 0 || value === undefined ? steps : [implied];
  return { target, type: 'variable', ...(value !== undefined && { value }), steps: shown, uses };
}

async function traceAttribute(tracing: Tracing): Promise<Trace> {
  const { target, resolved, record } = tracing;
  const path = findTarget(target, [resolved, ...documentsOf(record).map(canonicalTree), ...inheritedTrees(tracing)]);
  const own = attributeSteps(path, contributionsTo(path, record));
  const steps = [
    ...(await stepsBefore(path, tracing)),
    ...(await Promise.all(own.map(step => explained(step, tracing)))),
  ];
  const all = settledWith(await stepsAfter(path, tracing), overridingFiles(steps));
  const value = valueAt(resolved, path) as unknown;
  const given = all.length > 0 || value === undefined ? all : [implied];
  return { target, type: 'attribute', ...(value !== undefined && { value }), steps: given, uses: [] };
}

/** What services have from others, even where the project has lost it again. */
function inheritedTrees({ resolved, record }: Tracing): Tree[] {
  return Object.keys(resolved.services ?? {}).flatMap(name => {
    const bases = contributionsTo(['services', name], record).filter(({ type }) => type === 'extends');
    const own = bases.map(base => valueAt(canonicalTree(base), base.path) ?? null);
    return own.map(service => placedAt(['services', name], service));
  });
}

const implied: TraceStep = { type: 'implied', effect: 'sets', source: 'the Compose Specification' };

/** A step with the variables of its text; one that names a variable alone takes its value from it. */
async function explained({ contribution, ...step }: AttributeStep, { sources }: Tracing): Promise<TraceStep> {
  const { origin, path, files } = contribution;
  if (step.effect === 'removes') return step;
  const expressions = expressionsAt(path, origin);
  const isInherited = expressions.length === 0 && inheritsVariable(path, origin.document.tree);
  const inherited = { name: String(path.at(-1)), own: '', location: step.location!, emptyCounts: true };
  const wanted = isInherited ? [inherited] : expressions;
  const variables = await Promise.all(wanted.map(expression => sources.traced(expression, files)));
  return variables.length > 0 ? { ...step, variables } : step;
}

function inheritsVariable(path: Path, tree: Tree): boolean {
  const isEnvironment = path.length === 4 && path[2] === 'environment';
  const isBuildArgument = path.length === 5 && path[2] === 'build' && path[3] === 'args';
  return path[0] === 'services' && (isEnvironment || isBuildArgument) && valueAt(tree, path) === null;
}

/** The files of variables and labels that a service names come before what it says itself. */
async function stepsBefore(path: Path, { project, sources }: Tracing): Promise<TraceStep[]> {
  const [section, name, attribute, key] = path;
  if (section !== 'services' || typeof key !== 'string' || path.length !== 4) return [];
  const service = project.services[String(name)];
  const envFiles = (service?.env_file ?? []).map(({ path }) => path);
  const files = attribute === 'environment' ? envFiles : attribute === 'labels' ? (service?.label_file ?? []) : [];
  return sources.inFiles(key, files);
}

/** The name of the project may be given from outside of its files, which wins. */
async function stepsAfter(path: Path, { options, record, sources }: Tracing): Promise<TraceStep[]> {
  if (path.length !== 1 || path[0] !== 'name') return [];
  const environment = await sources.stepsOf('COMPOSE_PROJECT_NAME', record.documents[0]?.files ?? {});
  const flag: TraceStep = { type: 'flag', effect: 'sets', source: '--project-name' };
  return [...environment, ...(options.projectName === undefined ? [] : [flag])];
}

function overridingFiles(steps: readonly TraceStep[]): readonly TraceStep[] {
  const last = steps.findLastIndex(({ type }) => type === 'env-file');
  const isOverridden = (index: number) => index < last || (index === last && index < steps.length - 1);
  return steps.map((step, index) => (isOverridden(index) ? { ...step, effect: 'overridden' } : step));
}

function settledWith(after: readonly TraceStep[], steps: readonly TraceStep[]): readonly TraceStep[] {
  return after.length === 0 ? steps : settled([...steps, ...after]);
}

function unknownVariable(name: string, known: readonly string[]): ComposeError {
  const meant = nearest(name, [...new Set(known)].sort());
  const hint =
    meant === undefined ? 'name a variable, or an attribute such as services.web.ports' : `did you mean ${meant}?`;
  return new ComposeError('unknown-variable', `no file uses the variable ${name}, and nothing sets it`, { hint });
}

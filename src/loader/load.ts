import { ComposeError, invalidInput } from '../diagnostics/errors.ts';
import { flavours } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import {
  selectServices,
  withoutLabelFiles,
  withoutUnusedResources,
  withProfiles,
  withServicesEnabled,
} from '../model/select.ts';
import { Collector } from './collector.ts';
import { composeFileReader } from './compose-file.ts';
import { checkConsistency, checkContainerNames } from './consistency.ts';
import { decode } from './decode.ts';
import { type Environment, withMissing } from './environment.ts';
import { withIncludedValues } from './included-values.ts';
import { interpolate, projectVariables } from './interpolate.ts';
import { loadModel } from './load-model.ts';
import type { Loading } from './loading.ts';
import { normalize } from './normalize.ts';
import type { LoaderIO, LoadOptions, LoadResult } from './options.ts';
import { derivedProjectName, givenProjectName, requireProjectName } from './project-name.ts';
import { resolveEnvFiles, resolveLabelFiles } from './resolve-environment.ts';
import { findSources, type Sources } from './sources.ts';
import { type TreeMap, treeMap } from './tree.ts';

const maximumIncludes = 10_000;

/** The merged model before it is a project, for `config --no-interpolate`. */
export interface ModelResult {
  readonly model: TreeMap;
  readonly warnings: LoadResult['warnings'];
}

type ProjectStage = (project: Project, run: Run) => Project | Promise<Project>;

/** What a project goes through once its files are one model; load-model.ts has the stages before. */
const projectStages: readonly ProjectStage[] = [
  profilesActivated,
  checked,
  namedServicesEnabled,
  labelsResolved,
  servicesSelected,
  environmentResolved,
  containerNamesChecked,
  includedValuesKept,
  unusedResourcesLeftOut,
];

/** Loads a project from its files. Throws one ComposeError with every mistake found. */
export async function loadProject(options: LoadOptions, io: LoaderIO): Promise<LoadResult> {
  const run = await startRun(options, io);
  const project = await withMistakesFirst(run, async () => {
    const model = await mergedModel(run);
    const report = run.loading.collector.inModel();
    if (options.warnOfIgnoredKeys) (await import('./ignored-keys.ts')).reportIgnoredKeys(model, report);
    let result: Project = { ...projectOf(run), ...decode(model, report), name: run.projectName };
    for (const stage of projectStages) result = await stage(result, run);
    return result;
  });
  return { project, warnings: run.loading.collector.warnings };
}

/** Loads the merged model as it is before values are read from it: what `config --no-interpolate` shows. */
export async function loadProjectModel(options: LoadOptions, io: LoaderIO): Promise<ModelResult> {
  const run = await startRun(options, io);
  const model = await withMistakesFirst(run, () => mergedModel(run));
  model.name = run.projectName;
  return { model, warnings: run.loading.collector.warnings };
}

/** What the project is called, without loading it: `down` and `ps` need no more. */
export async function loadProjectName(options: LoadOptions, io: LoaderIO): Promise<string> {
  return requireProjectName((await startRun(options, io)).projectName);
}

/**
 * The stages go on after a mistake, to find the others. What they make of a broken model counts for nothing: the
 * mistakes that were found are what the user is told, even where a later stage stumbled over them.
 */
async function withMistakesFirst<T>({ loading }: Run, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } finally {
    loading.collector.throwIfFailed();
  }
}

interface Run {
  readonly options: LoadOptions;
  readonly sources: Sources;
  readonly projectName: string;
  readonly environment: Environment;
  readonly loading: Loading;
}

async function startRun(options: LoadOptions, io: LoaderIO): Promise<Run> {
  const collector = new Collector();
  const sources = await findSources(options, io);
  for (const warning of sources.warnings) collector.warn('sources', warning);
  const loading: Loading = {
    io,
    collector,
    readFile: composeFileReader(io, file => collector.mistakesOf(file)),
    flavour: options.composeVersion ?? '5',
    budget: { includes: maximumIncludes },
    interpolate: options.interpolate ?? true,
    resolvePaths: options.resolvePaths ?? true,
    includedValues: new Map(),
    ...(options.record && { record: options.record }),
  };
  const projectName = await findProjectName(options, sources, loading);
  const environment = withMissing({ COMPOSE_PROJECT_NAME: projectName }, Object.entries(sources.environment));
  return { options, sources, projectName, environment, loading };
}

async function findProjectName(options: LoadOptions, sources: Sources, loading: Loading): Promise<string> {
  const given = givenProjectName(options.projectName, sources.environment);
  return given ?? derivedProjectName(await nameInFiles(sources, loading), sources.projectDirectory);
}

/** The last name that a document gives, interpolated with what is known before the files are loaded. */
async function nameInFiles({ files, environment }: Sources, loading: Loading): Promise<string | undefined> {
  let found: string | undefined;
  for (const path of files) {
    const file = await loading.readFile(path);
    for (const document of file.documents) {
      const name = nameOf(document.tree);
      if (name === '') continue;
      const report = loading.collector.inDocument({ file, document });
      found = loading.interpolate
        ? nameOf(interpolate(treeMap([['name', name]]), projectVariables(environment, loading), report))
        : name;
    }
  }
  loading.collector.throwIfFailed();
  return found;
}

function nameOf(tree: unknown): string {
  const name = typeof tree === 'object' && tree !== null && 'name' in tree ? tree.name : '';
  return typeof name === 'string' ? name : '';
}

async function mergedModel({ options, sources, projectName, environment, loading }: Run): Promise<TreeMap> {
  const { files, projectDirectory: baseDir } = sources;
  if (files.length === 0) {
    const hint = 'run it in a folder with a compose.yaml, or name the file with -f';
    throw new ComposeError('no-files', 'no configuration file provided: not found', { hint });
  }
  const model = await loadModel({ files, baseDir, environment, includedBy: [] }, loading);
  if (Object.keys(model).length === 0) throw await emptyFile(files[0]!, loading);
  requireProjectName(projectName);
  if (options.normalize === false) return model;
  // Without interpolation nothing comes from the environment, not even the values of variables that inherit theirs.
  const inherited = loading.interpolate ? environment : { COMPOSE_PROJECT_NAME: projectName };
  return normalize(model, { projectName, environment: inherited }) as TreeMap;
}

async function emptyFile(path: string, { readFile }: Loading): Promise<ComposeError> {
  const location = (await readFile(path)).locationOf(0, 0);
  const hint = 'there is nothing in it but comments; a Compose file has at least "services:"';
  return invalidInput([{ severity: 'error', code: 'empty-file', message: 'empty compose file', location, hint }]);
}

function projectOf({ options, projectName, sources, environment }: Run) {
  return {
    name: projectName,
    ...(options.compatibility ? { nameSeparator: '_' as const } : {}),
    disabledServices: {},
    workingDir: sources.projectDirectory,
    composeFiles: sources.files,
    envFiles: sources.envFiles,
    environment,
  };
}

function profilesActivated(project: Project, { options, environment }: Run): Project {
  return withProfiles(project, activeProfiles(options, environment));
}

function activeProfiles({ profiles = [] }: LoadOptions, environment: Environment): readonly string[] {
  return profiles.length > 0 ? profiles : (environment.COMPOSE_PROFILES ?? '').split(',').map(name => name.trim());
}

function checked(project: Project, { options, loading }: Run): Project {
  if (options.checkConsistency !== false)
    checkConsistency(project, loading.collector.inModel(), flavours[loading.flavour]);
  return project;
}

function namedServicesEnabled(project: Project, { options, environment }: Run): Project {
  return withServicesEnabled(project, options.services ?? [], activeProfiles(options, environment));
}

async function environmentResolved(project: Project, { options, loading }: Run): Promise<Project> {
  if (options.resolveEnvironment === false) return project;
  return resolveEnvFiles(project, loading.io, loading.collector.inModel());
}

async function labelsResolved(project: Project, { options, loading }: Run): Promise<Project> {
  if (options.labelFiles === 'ignore') return project;
  const resolved = await resolveLabelFiles(project, loading.io, loading.collector.inModel());
  return options.labelFiles === 'discard' ? withoutLabelFiles(resolved) : resolved;
}

function servicesSelected(project: Project, { options }: Run): Project {
  const selected = selectServices(project, options.services ?? [], { noDeps: options.noDeps ?? false });
  return options.keepOthers ? project : selected;
}

function containerNamesChecked(project: Project, { options, loading }: Run): Project {
  if (options.checkConsistency !== false) checkContainerNames(project, loading.collector.inModel());
  return project;
}

function includedValuesKept(project: Project, { loading }: Run): Project {
  return withIncludedValues(project, loading.includedValues);
}

function unusedResourcesLeftOut(project: Project, { options }: Run): Project {
  return options.allResources ? project : withoutUnusedResources(project);
}

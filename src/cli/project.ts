import { ComposeError } from '../diagnostics/errors.ts';
import type { ComposeFlavour, LoaderIO, LoadOptions } from '../loader/options.ts';
import type { LocatePath } from '../loader/trace/locate-paths.ts';
import type { TreeMap } from '../loader/tree.ts';
import type { Project } from '../model/project.ts';
import type { Trace } from '../model/trace.ts';
import { tellDiagnostics } from './diagnostics.ts';
import type { Globals } from './globals.ts';
import { withoutOptimizer } from './optimizer.ts';
import type { World } from './world.ts';

/** Whatever names a project on the command line. */
export interface ProjectCall {
  readonly globals: Globals;
  readonly world: World;
}

/** Loads the project that the command line names, and tells what its files leave in doubt. */
export async function loadCommandProject(call: ProjectCall, options: LoadOptions = {}): Promise<Project> {
  const { loadProject, io } = await openLoader(call);
  const { project, warnings } = await withoutOptimizer(() =>
    loadProject({ ...fromGlobals(call.globals), ...options }, io),
  );
  await tellDiagnostics(warnings, call.globals, call.world);
  return project;
}

export interface LoadedProject {
  readonly project: Project;
  /** The same files as another flavour of Docker Compose reads them; undefined where it refuses them. */
  readonly projectAs: (flavour: ComposeFlavour) => Promise<Project | undefined>;
  /** Absolute paths of what was read, and of what would have been, had it been there. */
  readonly files: readonly string[];
}

/** For commands that compare the project with what the engine has, which another flavour may have made. */
export async function loadComparedProject(call: ProjectCall, options: LoadOptions): Promise<LoadedProject> {
  const { loadProject, io } = await openLoader(call);
  const files = new Set<string>();
  const remembering = rememberingFiles(io, files);
  const load = (more: LoadOptions) =>
    withoutOptimizer(() => loadProject({ ...fromGlobals(call.globals), ...options, ...more }, remembering));
  const { project, warnings } = await load({});
  await tellDiagnostics(warnings, call.globals, call.world);
  const loaded = new Map<ComposeFlavour, Promise<Project | undefined>>();
  const projectAs = (composeVersion: ComposeFlavour) => {
    const other = loaded.get(composeVersion) ?? load({ composeVersion }).then(result => result.project, refused);
    loaded.set(composeVersion, other);
    return other;
  };
  return { project, projectAs, files: [...files].filter(file => file !== '-') };
}

function refused(error: unknown): undefined {
  if (!(error instanceof ComposeError)) throw error;
}

/** A second load sees what the first one saw; a pipe gives its text once only. */
function rememberingFiles(io: LoaderIO, files: Set<string>): LoaderIO {
  const texts = new Map<string, Promise<string | undefined>>();
  return {
    ...io,
    readFile(path) {
      files.add(path);
      const text = texts.get(path) ?? io.readFile(path);
      texts.set(path, text);
      return text;
    },
  };
}

/** The merged files before values are read from them. */
export async function loadCommandModel(call: ProjectCall, options: LoadOptions): Promise<TreeMap> {
  const { loadProjectModel, io } = await openLoader(call);
  const { model, warnings } = await withoutOptimizer(() =>
    loadProjectModel({ ...fromGlobals(call.globals), ...options }, io),
  );
  await tellDiagnostics(warnings, call.globals, call.world);
  return model;
}

/** Where a variable or an attribute of the project comes from; resources that no service uses have a place too. */
export async function traceCommandTarget(call: ProjectCall, target: string): Promise<Trace> {
  const [{ io }, { traceTarget }] = await Promise.all([openLoader(call), import('../loader/trace/trace-target.ts')]);
  return await traceTarget(target, { ...fromGlobals(call.globals), allResources: true }, io);
}

/** Says where a project's files have a path of its model: they are those that its containers tell of, if no others. */
export async function locateCommandPaths(
  call: ProjectCall,
  { composeFiles, workingDir }: Pick<Project, 'composeFiles' | 'workingDir'>,
): Promise<LocatePath> {
  // Another run has read it from a standard input that is gone.
  const isGone = composeFiles.includes('-') && !call.globals.files.includes('-');
  if (composeFiles.length === 0 || isGone) return () => undefined;
  const [{ io }, { locatePaths }] = await Promise.all([openLoader(call), import('../loader/trace/locate-paths.ts')]);
  const files = { files: composeFiles, projectDirectory: workingDir };
  return await locatePaths({ ...fromGlobals(call.globals), ...files, allResources: true }, io);
}

/**
 * Commands about containers that exist need no file when they are given the project's name; when a variable gives it,
 * a file counts if there is one that can be read.
 */
export async function loadScope(
  call: ProjectCall,
  options: LoadOptions = {},
): Promise<Project | { readonly name: string }> {
  const { projectName, files } = call.globals;
  if (projectName && files.length === 0) return { name: projectName };
  try {
    return await loadCommandProject(call, { resolveEnvironment: false, labelFiles: 'ignore', ...options });
  } catch (error) {
    const name = call.world.env.COMPOSE_PROJECT_NAME;
    if (!name || !(error instanceof ComposeError) || error.code === 'no-such-service') throw error;
    return { name };
  }
}

/** Standard input can be read once only. */
const ios = new WeakMap<World, LoaderIO>();

async function openLoader({ world }: ProjectCall) {
  const [loader, { nodeIO }] = await Promise.all([import('../loader/load.ts'), import('../loader/node-io.ts')]);
  const { cwd, env, homeDir, stdin } = world;
  const io = ios.get(world) ?? nodeIO({ cwd, env, homeDir }, stdin);
  ios.set(world, io);
  return { ...loader, io };
}

function fromGlobals(globals: Globals): LoadOptions {
  const { files, envFiles, profiles, projectName, projectDirectory } = globals;
  const { allResources, compatibility, composeVersion } = globals;
  return {
    files,
    envFiles,
    profiles,
    allResources,
    compatibility,
    composeVersion,
    ...(projectName === undefined ? {} : { projectName }),
    ...(projectDirectory === undefined ? {} : { projectDirectory }),
  };
}

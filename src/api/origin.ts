import { ComposeError } from '../diagnostics/errors.ts';
import type { LoaderIO, LoadOptions } from '../loader/options.ts';
import type { LocatePath } from '../loader/trace/locate-paths.ts';
import type { ComposeFlavour } from '../model/flavour.ts';
import type { Project } from '../model/project.ts';
import { selectServices, withoutUnusedResources } from '../model/select.ts';

/** How a project was loaded: some calls have to read its files once more, and see in them what was seen before. */
export interface Origin {
  readonly options: LoadOptions;
  readonly io: LoaderIO;
  /** Its files no longer say all of it. Default: false. */
  readonly isChanged?: boolean;
}

const origins = new WeakMap<object, Origin>();

export function rememberOrigin(project: Project, origin: Origin): void {
  origins.set(project, origin);
}

/** For a copy that isn't what its files say: their places are still its own, but it is never loaded from them again. */
export function rememberChanged(copy: Project, original: Project): void {
  const origin = originOf(original);
  if (origin) origins.set(copy, { ...origin, isChanged: true });
}

/** Undefined for what this process has not loaded, and for changed copies: their files say something else. */
export function originOf(target: object): Origin | undefined {
  return origins.get(target);
}

/** For what names services as a command does. */
export interface Selection {
  /** Services, or patterns of their names (`web-*`). Naming one turns its profiles on. Default: all that are enabled. */
  readonly services?: readonly string[];
  /** Leave out what these services depend on. Default: false. */
  readonly noDeps?: boolean;
}

/** The project with the services that are named, and what they depend on. */
export async function narrowed(project: Project, selection: Selection): Promise<Project> {
  const { services = [], noDeps = false } = selection;
  if (services.length === 0) return project;
  const origin = originOf(project);
  if (origin === undefined || origin.isChanged)
    return withoutUnusedResources(selectServices(project, services, { noDeps }));
  return await loadAgain(origin, { services, noDeps });
}

/** Of targets that are only a name, there is nothing to select from. */
export async function narrowedTarget<Target extends Project | { readonly name: string }>(
  target: Target,
  selection: Selection,
): Promise<Project | Target> {
  return 'services' in target ? await narrowed(target, selection) : target;
}

export function flavourOf(project: object): ComposeFlavour {
  return originOf(project)?.options.composeVersion ?? '5';
}

/** The project as another flavour reads its files; undefined where that refuses them, or where they aren't known. */
export function readerAs(
  project: Project,
  selection: Selection,
): (flavour: ComposeFlavour) => Promise<Project | undefined> {
  const origin = originOf(project);
  const { services = [], noDeps = false } = selection;
  return async composeVersion => {
    if (origin === undefined || origin.isChanged) return undefined;
    try {
      return await loadAgain(origin, { composeVersion, ...(services.length > 0 ? { services, noDeps } : {}) });
    } catch (error) {
      if (!(error instanceof ComposeError)) throw error;
      return undefined;
    }
  };
}

async function loadAgain({ options, io }: Origin, more: LoadOptions): Promise<Project> {
  const { loadProject } = await import('../loader/load.ts');
  const { project } = await loadProject({ ...options, ...more }, io);
  rememberOrigin(project, { options: { ...options, ...more }, io });
  return project;
}

/** Says where a project's files have a path of its model. */
export async function locator({ options, io }: Origin, project: Project): Promise<LocatePath> {
  const { composeFiles, workingDir } = project;
  // Another program has read it from a standard input that is gone.
  const isGone = composeFiles.includes('-') && !options.files?.includes('-');
  if (composeFiles.length === 0 || isGone) return () => undefined;
  const { locatePaths } = await import('../loader/trace/locate-paths.ts');
  const files = { files: composeFiles, projectDirectory: workingDir };
  return await locatePaths({ ...options, ...files, allResources: true }, io);
}

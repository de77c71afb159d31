import { basename } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Environment } from './environment.ts';

/** -p, else COMPOSE_PROJECT_NAME: these must be valid as they are. Undefined when neither is given. */
export function givenProjectName(projectName: string | undefined, environment: Environment): string | undefined {
  const name = projectName || environment.COMPOSE_PROJECT_NAME;
  if (!name) return undefined;
  if (normalizeProjectName(name) === name) return name;
  const rule =
    'must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number';
  throw new ComposeError('project-name', `invalid project name "${name}": ${rule}`);
}

/**
 * The name that the files give, else that of the project's folder; both are made valid. Nothing may be left of a name,
 * which is a mistake, not a reason to take the folder's.
 */
export function derivedProjectName(nameInFiles: string | undefined, projectDirectory: string): string {
  return normalizeProjectName(nameInFiles ?? basename(projectDirectory));
}

export function requireProjectName(name: string): string {
  if (name !== '') return name;
  const hint = 'give a name with -p, COMPOSE_PROJECT_NAME or the top-level name';
  throw new ComposeError('project-name', 'project name must not be empty', { hint });
}

export function normalizeProjectName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

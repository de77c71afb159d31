import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';

/**
 * Warns of secrets whose file this machine hasn't, as Docker Compose does when it makes a container, and of secrets
 * alone: the engine refuses the container, unless it has the file itself.
 */
export async function warnOfMissingSecrets(
  { secrets = [] }: Service,
  { project, emit }: { readonly project: Pick<Project, 'secrets'>; readonly emit: Emit },
): Promise<void> {
  const objects = secrets.flatMap(({ source = '' }) => project.secrets[source] ?? []);
  const missing = await Promise.all(objects.map(async ({ file }) => file !== undefined && (await isMissing(file))));
  for (const { name } of objects.filter((_, index) => missing[index])) {
    emit({ type: 'notice', level: 'warning', message: `secret file ${name} does not exist` });
  }
}

async function isMissing(file: string): Promise<boolean> {
  const { access } = await import('node:fs/promises');
  try {
    await access(file);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

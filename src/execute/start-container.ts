import { inlineFiles } from '../convert/file-objects.ts';
import type { Operation } from '../plan/operation.ts';
import { containerId, type Run } from './context.ts';

/** Puts inline secrets and configs into the container before every start, since their values may have changed. */
export async function startContainer(
  operation: Extract<Operation, { type: 'start-container' }>,
  run: Run,
): Promise<undefined> {
  const { engine, project } = run;
  const id = containerId(operation.container, run);
  const service = project.services[operation.service];
  const files = service ? inlineFiles(project, service) : [];
  if (files.length > 0) {
    const { archiveOf } = await import('./archive.ts');
    await engine.putArchive(id, '/', await archiveOf(files));
  }
  await engine.startContainer(id);
}

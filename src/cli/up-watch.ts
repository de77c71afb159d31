import type { LoadOptions } from '../loader/options.ts';
import type { Context } from '../operations/context.ts';
import type { UpOptions } from '../operations/up.ts';
import type { Watching } from '../operations/watch.ts';
import type { LoadedProject, ProjectCall } from './project.ts';
import { openCommandWatch } from './watching.ts';

/** Watches the files of an attached `up`: for --watch, or when somebody asks for it later. */
export async function openUpWatch(
  call: ProjectCall & { readonly args: readonly string[] },
  { load, ...loaded }: LoadedProject & { readonly load: LoadOptions },
  up: UpOptions,
  context: Context,
): Promise<Watching> {
  const nothingToWatch =
    'none of the selected services is configured for watch, see https://docs.docker.com/compose/how-tos/file-watch/';
  return await openCommandWatch(call, loaded, { services: call.args, up, load, nothingToWatch }, context);
}

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ComposeError } from '../diagnostics/errors.ts';
import type { ContainerSummary } from '../engine/api.ts';
import { label } from '../model/labels.ts';
import type { Context } from './context.ts';
import { containerDestination, isFolder, linkTarget, statIfAny } from './copy/container.ts';
import { localDestination, localSource, wholePath } from './copy/local.ts';
import { packPath } from './copy/pack.ts';
import { meansContents, parseArgument, planUnpacking, refused } from './copy/plan.ts';
import { unpack } from './copy/unpack.ts';
import { listProjectContainers, nameOf, serviceOf } from './scope.ts';
import type { StandardStreams } from './standard-streams.ts';

export interface CopyOptions {
  /** `SERVICE:PATH`, a path of this machine, or `-` for a tar on a standard stream. One of the two is a service's. */
  readonly source: string;
  readonly destination: string;
  /** Only the replica of this number. Default: to all; from the one of the lowest number. */
  readonly index?: number;
  /** Containers of `run` too. Default: false. */
  readonly all?: boolean;
  /** Files belong in the container to the user that it runs as. Default: to whom they belong here, by number. */
  readonly archive?: boolean;
  /** Copy what a link leads to. Default: the link. */
  readonly followLink?: boolean;
  /** Tell of the copies, and make none. Default: false. */
  readonly dryRun?: boolean;
}

type CopyContext = Pick<Context, 'engine' | 'emit' | 'signal'> & {
  readonly streams: Pick<StandardStreams, 'input' | 'write'>;
  readonly cwd: string;
};

/** Copies files between this machine and containers of a service, whether these run or not. */
export async function cp(
  { name: projectName }: { readonly name: string },
  options: CopyOptions,
  context: CopyContext,
): Promise<void> {
  const source = parseArgument(options.source);
  const destination = parseArgument(options.destination);
  if (source.service && destination.service) throw refused('copying between services is not supported');
  const service = source.service ?? destination.service;
  if (service === undefined) throw refused('unknown copy direction');
  const found = await selectContainers(projectName, service, { ...options, engine: context.engine });
  const containers = source.service ? found.slice(0, 1) : found;
  const input = destination.service && source.path === '-' ? shared(context.streams.input, containers.length) : [];
  const copies = containers.map(async (container, at) => {
    const place = nameOf(container);
    const what = source.service
      ? `${place}:${source.path} to ${destination.path}`
      : `${source.path} to ${place}:${destination.path}`;
    const step = { type: 'progress', kind: '', name: place, details: what } as const;
    context.emit({ ...step, status: 'Working', text: 'Copying' });
    if (!options.dryRun) {
      const ends = { id: container.Id, from: source.path, to: destination.path };
      if (source.service) await copyFrom(ends, options, context);
      else await copyTo({ ...ends, input: input[at] }, options, context);
    }
    context.emit({ ...step, status: 'Done', text: 'Copied' });
  });
  const failed = (await Promise.allSettled(copies)).find(outcome => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

async function selectContainers(
  projectName: string,
  service: string,
  { index, all = false, engine }: Pick<CopyOptions, 'index' | 'all'> & Pick<Context, 'engine'>,
): Promise<ContainerSummary[]> {
  const containers = await listProjectContainers(engine, projectName, { oneOffs: index === undefined && all });
  const numberOf = ({ Labels: labels }: ContainerSummary) =>
    Number(labels[label.containerNumber] ?? Number.POSITIVE_INFINITY);
  const found = containers
    .filter(container => serviceOf(container) === service && (index === undefined || numberOf(container) === index))
    .sort((a, b) => (numberOf(a) === numberOf(b) ? 0 : numberOf(a) - numberOf(b)));
  if (found.length > 0) return found;
  const quoted = JSON.stringify(service);
  if (index === undefined) throw new ComposeError('no-container', `no container found for service ${quoted}`);
  throw new ComposeError('not-running', `service ${quoted} is not running container #${index}`);
}

interface Ends {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

async function copyTo(
  { id, from, to, input }: Ends & { readonly input: PassThrough | undefined },
  { archive = false, followLink = false }: CopyOptions,
  { engine, signal, cwd }: CopyContext,
): Promise<void> {
  const destination = await containerDestination(engine, id, to);
  const how = { ownedByUser: archive, keepFolders: true, signal };
  if (input) {
    if (!destination.isFolder) throw refused(`destination "${id}:${to}" must be a directory`);
    return await engine.putArchive(id, destination.path, input, how);
  }
  const source = await localSource(wholePath(from, cwd), { followLink });
  const { folder, name } = planUnpacking(source, source.name, destination);
  await engine.putArchive(id, folder, packPath(source.path, name), how);
}

async function copyFrom(
  { id, from, to }: Ends,
  { followLink = false }: CopyOptions,
  { engine, emit, signal, streams, cwd }: CopyContext,
): Promise<void> {
  const destination = to === '-' ? undefined : await localDestination(wholePath(to, cwd));
  const found = followLink ? await statIfAny(engine, id, from) : undefined;
  const path = (found && linkTarget(found, from)) ?? from;
  const { stat, archive } = await engine.getArchive(id, path, { signal });
  if (destination === undefined) {
    for await (const piece of archive) await streams.write('stdout', piece);
    return;
  }
  const source = { path, exists: true, isFolder: isFolder(stat) };
  const ownName = meansContents(from) ? '' : (from.replace(/\/+$/, '').split('/').at(-1) ?? '');
  const onSkip = (name: string) =>
    emit({ type: 'notice', level: 'warning', message: `${name} is no file, folder or link, and is left out` });
  await unpack(archive, { ...planUnpacking(source, ownName, destination), onSkip });
}

/** One input for several readers, as fast as the slowest of them. */
function shared(input: AsyncIterable<Uint8Array>, count: number): PassThrough[] {
  const readers = Array.from({ length: count }, () => new PassThrough());
  const feed = async () => {
    for await (const piece of input) {
      await Promise.all(readers.map(reader => reader.destroyed || reader.write(piece) || once(reader, 'drain')));
    }
    for (const reader of readers) reader.end();
  };
  feed().catch(error => {
    for (const reader of readers) reader.destroy(error);
  });
  return readers;
}

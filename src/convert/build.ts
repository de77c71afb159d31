import type { BuildOptions } from '../engine/engine.ts';
import type { Build, StringMap } from '../model/service.ts';
import { toUlimits } from './resources.ts';

export interface BuildInput {
  /** What arguments without a value take it from. */
  readonly environment: StringMap;
  /** Arguments of every build, under the build's own. */
  readonly proxyVariables: StringMap;
}

/** What the engine's builder is asked for, beside the context. */
export function toBuildOptions(build: Build, { environment, proxyVariables }: BuildInput): Partial<BuildOptions> {
  const args = { ...proxyVariables, ...withValues(build.args ?? {}, environment) };
  const cacheFrom = (build.cache_from ?? []).flatMap(entry => imageOfCache(entry) ?? []);
  return {
    ...(Object.keys(args).length > 0 ? { args } : {}),
    ...(build.target ? { target: build.target } : {}),
    ...(build.no_cache ? { noCache: true } : {}),
    ...(build.pull ? { pull: true } : {}),
    ...(build.network ? { networkMode: build.network } : {}),
    ...(build.isolation ? { isolation: build.isolation } : {}),
    ...(build.extra_hosts ? { extraHosts: build.extra_hosts.map(entry => entry.replace('=', ':')) } : {}),
    ...(build.shm_size ? { shmSize: Number(build.shm_size) } : {}),
    ...(build.ulimits ? { ulimits: toUlimits(build.ulimits) } : {}),
    ...(cacheFrom.length > 0 ? { cacheFrom } : {}),
  };
}

/** Attributes of the build that the engine's builder isn't asked for, since its API can't be: the image is made without. */
export function ignoredBuildAttributes(build: Build): string[] {
  const isOn = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false';
  const ignored = {
    cache_from: (build.cache_from ?? []).some(entry => imageOfCache(entry) === undefined),
    cache_to: (build.cache_to ?? []).length > 0,
    no_cache_filter: (build.no_cache_filter ?? []).length > 0,
    provenance: isOn(build.provenance),
    sbom: isOn(build.sbom),
  };
  return Object.entries(ignored).flatMap(([attribute, isIgnored]) => (isIgnored ? [attribute] : []));
}

/** An argument without a value takes it from the environment, or is left to the Dockerfile's default. */
function withValues(args: NonNullable<Build['args']>, environment: StringMap): Record<string, string> {
  const values = Object.keys(args)
    .sort()
    .map(name => [name, args[name] ?? environment[name]] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** `app:cache`, or `type=registry,ref=app:cache`; caches of other types are no images. */
function imageOfCache(entry: string): string | undefined {
  if (!entry.includes('=')) return entry;
  const options = new Map(entry.split(',').map(option => option.split('=', 2) as [string, string]));
  return options.get('type') === 'registry' ? options.get('ref') : undefined;
}
